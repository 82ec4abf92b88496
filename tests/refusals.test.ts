import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as z from "zod/mini";
import type { Problem } from "#contract/problems.ts";
import type { Route } from "#contract/route.ts";
import type { ApiClient, ApiReply } from "./support/api-client.ts";
import { type LyingProvider, startLyingProvider } from "./support/lying-provider.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "./support/memory-app.ts";
import { REFUSAL_ROWS, type RefusalRow } from "./support/refusal-rows.ts";

// Every route against everybody who must be refused.

let app: MemoryApp;
let provider: LyingProvider;
let owner: Member;
let stranger: Member;
let locked: Member;
/** Whose password was given too long ago for dangerous acts. */
let stale: ApiClient;
let administrator: ApiClient;

before(async () => {
  provider = await startLyingProvider();
  app = await startMemoryApp({ env: { ...provider.env } });
  const formerly = await app.member();
  await app.database.db
    .updateTable("accounts")
    .set({ administrator_at: 1 })
    .where("email", "=", formerly.email)
    .execute();
  stale = formerly.client;
  app.advance(16 * 60_000);
  administrator = app.client();
  await administrator.post("/api/sessions", { email: formerly.email, password: PASSWORD });
  owner = await app.member();
  stranger = await app.member();
  locked = await app.member();
  await locked.client.post("/api/vault/lock");
});
after(async () => {
  await app.close();
  await provider.close();
});

const ABSENT_ID = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

const keyOf = (route: Route): string => `${route.method} ${route.path}`;

const samplePath = (route: Route): string =>
  route.path
    .replace("{month}", "2026-11")
    .replace("{rendition}", "thumb")
    .replaceAll(/\{\w+\}/g, ABSENT_ID);

function rowOf(route: Route): RefusalRow {
  const row = REFUSAL_ROWS[keyOf(route)];
  assert.ok(row, `${keyOf(route)} has no row in tests/support/refusal-rows.ts`);
  return row;
}

const send = (client: ApiClient, route: Route, path = samplePath(route), json?: unknown): Promise<ApiReply> =>
  client.request(route.method, path, json === undefined ? {} : { json });

const withoutInstance = (reply: ApiReply): string =>
  reply.text.replace(reply.headers.get("x-request-id") ?? "no id", "");

const headersOf = (reply: ApiReply): string =>
  JSON.stringify([...reply.headers].filter(([name]) => name !== "x-request-id" && name !== "date"));

/** The value once for each text in it, with a NUL character in that text. */
function withNuls(value: unknown): unknown[] {
  if (typeof value === "string") return [`${value}\0`];
  if (Array.isArray(value)) {
    const values: unknown[] = value;
    return values.flatMap((inner, at) => withNuls(inner).map((spoilt) => values.with(at, spoilt)));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    withNuls(inner).map((spoilt) => ({ ...value, [name]: spoilt })),
  );
}

describe("refusals", () => {
  test("every mounted route has a row, and every row a route", () => {
    const mounted = app.routes.map(keyOf);
    for (const route of app.routes) rowOf(route);
    for (const key of Object.keys(REFUSAL_ROWS)) {
      assert.ok(mounted.includes(key), `${key} is in the table and not mounted`);
    }
    for (const route of app.routes) {
      if (/\{id\}/.test(route.path))
        assert.ok(rowOf(route).ownPath, `${keyOf(route)} takes an id: say whose`);
      if (typeof route.body === "object" && route.access !== "anyone") {
        assert.ok(rowOf(route).badBody !== null, `${keyOf(route)} takes a body: give a bad one`);
      }
    }
  });

  test("signed out, only public routes answer", async () => {
    for (const route of app.routes) {
      const reply = await send(app.client(), route, samplePath(route), rowOf(route).goodBody);
      if (route.access === "anyone") assert.notEqual(reply.status, 401, keyOf(route));
      else if (route.access === "scraper") assert.equal(reply.code, "not-found", keyOf(route));
      else assert.equal(reply.code, "session.required", keyOf(route));
    }
  });

  test("a locked session reaches nothing but unlock, lock, re-authentication, sign-out and starting again", async () => {
    const reached: string[] = [];
    for (const route of app.routes) {
      if (route.access === "anyone" || route.access === "scraper") continue;
      if (route.access === "signed-in") {
        reached.push(keyOf(route));
        continue;
      }
      const reply = await send(locked.client, route, samplePath(route), rowOf(route).goodBody);
      assert.equal(reply.code, "vault.locked", keyOf(route));
    }
    assert.deepEqual(reached.toSorted(), [
      "GET /api/vault/start-again",
      "POST /api/sessions/current/passkey/options",
      "POST /api/sessions/current/reauthenticate",
      "POST /api/vault/lock",
      "POST /api/vault/start-again",
      "POST /api/vault/unlock",
    ]);
  });

  test("dangerous acts are refused when the password was given too long ago", async () => {
    for (const route of app.routes) {
      if (route.reauthenticated !== true) continue;
      const reply = await send(stale, route, samplePath(route), rowOf(route).goodBody);
      assert.equal(reply.code, "reauthentication.required", keyOf(route));
    }
  });

  test("routes for administrators refuse everybody else", async () => {
    for (const route of app.routes) {
      if (route.access !== "administrator") continue;
      const reply = await send(stranger.client, route, samplePath(route), rowOf(route).goodBody);
      assert.equal(reply.code, "access.denied", keyOf(route));
    }
  });

  test("another owner gets the same 404 as for an absent id, byte for byte, and changes nothing", async () => {
    let checked = 0;
    for (const route of app.routes) {
      const { ownPath, ownStatus, goodBody } = rowOf(route);
      if (ownPath === undefined || route.access === "administrator") continue;
      const path = await ownPath(owner);
      const absentPath = path.replace(/[a-z2-7]{26}/, ABSENT_ID);
      const before = await app.database.db.selectFrom("images").selectAll().orderBy("id").execute();
      const foreign = await send(stranger.client, route, path, goodBody);
      const absent = await send(stranger.client, route, absentPath, goodBody);
      assert.equal(foreign.status, 404, `${keyOf(route)}: ${foreign.text}`);
      assert.equal(withoutInstance(foreign), withoutInstance(absent), keyOf(route));
      assert.equal(headersOf(foreign), headersOf(absent), keyOf(route));
      for (const odd of ["x", "..%2f..%2fetc", "%00", "a".repeat(60)]) {
        const reply = await send(stranger.client, route, path.replace(/[a-z2-7]{26}/, odd), goodBody);
        assert.equal(reply.status, 404, `${keyOf(route)} ${odd}: ${reply.text}`);
      }
      const afterwards = await app.database.db.selectFrom("images").selectAll().orderBy("id").execute();
      assert.deepEqual(afterwards, before, keyOf(route));
      const own = await send(owner.client, route, path, goodBody);
      assert.equal(own.status, ownStatus, `${keyOf(route)}: ${own.text.slice(0, 200)}`);
      if (route.path === "/api/sessions/{id}") {
        await owner.client.post("/api/sessions", { email: owner.email, password: PASSWORD });
      }
      checked += 1;
    }
    assert.ok(checked >= 7, `${checked} routes`);
  });

  test("a bad body is refused by its schema, before anything happens", async () => {
    for (const route of app.routes) {
      const { badBody } = rowOf(route);
      if (badBody === null) continue;
      const path = (await rowOf(route).ownPath?.(owner)) ?? samplePath(route);
      const client = route.access === "signed-in" ? locked.client : owner.client;
      const reply = await send(client, route, path, badBody);
      if (route.access === "administrator") continue;
      assert.equal(reply.code, "request.invalid", `${keyOf(route)}: ${reply.text}`);
      const nothing = await client.request(route.method, path, {
        headers: { "content-type": "application/json" },
      });
      assert.equal(nothing.code, "request.invalid", keyOf(route));
    }
  });

  test("a NUL character in any text of a body or an address is refused, and the database never sees it", async () => {
    let checked = 0;
    for (const route of app.routes) {
      const { goodBody, badBody, ownPath } = rowOf(route);
      const client = route.access === "administrator" ? administrator : owner.client;
      const path = (await ownPath?.(owner)) ?? samplePath(route);
      for (const body of withNuls(goodBody ?? badBody)) {
        const reply = await send(client, route, path, body);
        assert.equal(reply.code, "request.invalid", `${keyOf(route)} ${JSON.stringify(body)}: ${reply.text}`);
        checked += 1;
      }
      for (const name of Object.keys(route.query instanceof z.ZodMiniObject ? route.query.shape : {})) {
        const reply = await client.request(route.method, `${path}?${name}=%00`);
        assert.equal(reply.code, "request.invalid", `${keyOf(route)} ?${name}: ${reply.text}`);
        checked += 1;
      }
    }
    assert.ok(checked >= 30, `${checked} texts`);
    // Where a schema takes nearly any text, so that the door alone refuses it.
    const refused = await owner.client.post("/api/search", { text: "harbour\0" });
    assert.deepEqual((refused.body as Problem).errors, [{ path: "body.text", reason: "nul-character" }]);
    const nested = await owner.client.post("/api/bulk", { action: "trash", imageIds: ["a", "b\0"] });
    assert.deepEqual((nested.body as Problem).errors, [{ path: "body.imageIds.1", reason: "nul-character" }]);
    const lines = await owner.client.post("/api/albums", { name: "Harbour", description: "a\0b" });
    assert.equal(lines.code, "request.invalid");
    // And where a text comes in no JSON.
    const begun = await owner.client.request("POST", "/api/uploads", {
      headers: {
        "tus-resumable": "1.0.0",
        "upload-length": "9",
        "upload-metadata": `albumId ${Buffer.from("a\0").toString("base64")}`,
      },
    });
    assert.equal(begun.code, "request.invalid", begun.text);
    const sent = await owner.client.upload(Buffer.from("no picture"), { fields: { albumId: "a\0" } });
    assert.equal(sent.code, "request.invalid", sent.text);
  });

  test("every method that a path does not have gets 405, for strangers and owners alike", async () => {
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    const paths = new Set(app.routes.map((route) => route.path));
    for (const path of paths) {
      const offered = app.routes
        .filter((route) => route.path === path)
        .map((route) => route.method as string);
      for (const method of methods) {
        if (offered.includes(method)) continue;
        const sample = samplePath({ path } as Route);
        // A fixed path may also be read as another route's parameter.
        const taken = app.routes.some(
          (route) =>
            route.method === method &&
            new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(sample),
        );
        if (taken) continue;
        const reply = await owner.client.request(method, sample);
        assert.equal(reply.code, "method.not-allowed", `${method} ${path}`);
        assert.ok(reply.headers.get("allow"), `${method} ${path}`);
      }
    }
  });

  test("no state-changing route takes a cross-site request, whoever is signed in", async () => {
    for (const route of app.routes) {
      if (route.method === "GET") continue;
      const reply = await owner.client.request(route.method, samplePath(route), {
        headers: { "sec-fetch-site": "cross-site" },
      });
      assert.equal(reply.code, "request.cross-site", keyOf(route));
    }
  });
});
