import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fastify from "fastify";
import * as z from "zod/mini";
import { route } from "#contract/route.ts";
import { setResponseHeaders } from "../server/http/response-headers.ts";
import { openDoor } from "../server/http/serve.ts";
import { type MemoryApp, startMemoryApp } from "./support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cache-control": "no-store",
};

test("every answer carries the security headers, errors included", async () => {
  for (const path of ["/api/instance", "/api/nothing", "/healthz", "/nothing", "/api/account"]) {
    const reply = await app.client().get(path);
    for (const [name, value] of Object.entries(SAFE_HEADERS)) {
      assert.equal(reply.headers.get(name), value, `${path} ${name}`);
    }
    assert.match(reply.headers.get("x-request-id") ?? "", /^[a-z2-7]{26}$/);
    assert.match(reply.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  }
});

test("a foreign Host gets 421", async () => {
  const { port } = new URL(app.origin);
  const status = await new Promise((resolve, reject) => {
    httpRequest({ port, path: "/api/instance", headers: { host: "evil.example" } }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    })
      .on("error", reject)
      .end();
  });
  assert.equal(status, 421);
});

test("a request that another site's page makes is refused, for reading and for writing", async () => {
  const client = app.client();
  for (const site of ["cross-site", "same-site"]) {
    const headers = { "sec-fetch-site": site };
    assert.equal(
      (await client.request("POST", "/api/sessions", { json: {}, headers })).code,
      "request.cross-site",
    );
    assert.equal((await client.get("/api/instance", headers)).code, "request.cross-site");
    assert.equal(
      (await client.request("DELETE", "/api/sessions/current", { headers })).code,
      "request.cross-site",
    );
  }
  const foreign = { origin: "https://evil.example" };
  const written = await client.request("POST", "/api/sessions", { json: {}, headers: foreign });
  assert.equal(written.code, "request.cross-site");
  const nullOrigin = await client.request("POST", "/api/sessions", { json: {}, headers: { origin: "null" } });
  assert.equal(nullOrigin.code, "request.cross-site");
  for (const site of ["same-origin", "none"]) {
    const reply = await client.request("POST", "/api/sessions", {
      json: {},
      headers: { "sec-fetch-site": site },
    });
    assert.equal(reply.code, "request.invalid");
  }
});

test("problems are RFC 9457 documents that name their request and no value", async () => {
  const reply = await app.client().post("/api/sessions", { email: "canary-value", password: "" });
  assert.equal(reply.status, 400);
  assert.equal(reply.headers.get("content-type"), "application/problem+json");
  const body = reply.body as Record<string, unknown>;
  assert.equal(body["type"], "urn:safelight:problem:request.invalid");
  assert.equal(body["instance"], reply.headers.get("x-request-id"));
  assert.deepEqual((body["errors"] as { path: string }[]).map((error) => error.path).toSorted(), [
    "body.email",
    "body.password",
  ]);
  assert.ok(!reply.text.includes("canary-value"));
});

test("a wrong method on a known path gets 405 with Allow, an unknown path 404", async () => {
  const wrong = await app.client().delete("/api/sessions");
  assert.equal(wrong.code, "method.not-allowed");
  assert.deepEqual(wrong.headers.get("allow")?.split(", ").toSorted(), ["GET", "HEAD", "POST"]);
  assert.equal((await app.client().get("/api/nothing")).code, "not-found");
  assert.equal((await app.client().request("OPTIONS", "/api/images")).code, "method.not-allowed");
});

test("a body that is too large, is not JSON, or has another type is refused", async () => {
  const client = app.client();
  const large = await client.post("/api/sessions", { email: "x".repeat(70_000), password: "x" });
  assert.equal(large.code, "request.too-large");
  const headers = { "content-type": "application/json" };
  for (const body of ["{", '{"a":', "\u0000"]) {
    const reply = await fetch(`${app.origin}/api/sessions`, { method: "POST", headers, body });
    assert.equal(reply.status, 400);
  }
  const text = { "content-type": "text/plain" };
  const reply = await fetch(`${app.origin}/api/sessions`, { method: "POST", headers: text, body: "{}" });
  assert.equal(reply.status, 415);
  const proto = await fetch(`${app.origin}/api/sessions`, {
    method: "POST",
    headers,
    body: '{"__proto__":{"x":1},"email":"a@example.org","password":"x"}',
  });
  assert.equal(proto.status, 400);
});

test("HEAD is GET without the body", async () => {
  const reply = await app.client().request("HEAD", "/api/instance");
  assert.equal(reply.status, 200);
  assert.equal(reply.bytes.length, 0);
});

test("the OpenAPI document names every mounted route with its access rule", async () => {
  const document = (await app.client().get("/api/openapi.json")).body as {
    openapi: string;
    paths: Record<string, Record<string, { "x-access": string; responses: Record<string, unknown> }>>;
  };
  assert.equal(document.openapi, "3.1.0");
  assert.ok(app.routes.length > 25, String(app.routes.length));
  for (const each of app.routes) {
    const described = document.paths[each.path]?.[each.method.toLowerCase()];
    assert.equal(described?.["x-access"], each.access, `${each.method} ${each.path}`);
    assert.ok(Object.keys(described?.responses ?? {}).length > 0);
  }
});

const ruleless = { method: "GET", path: "/x", summary: "x", replies: { 204: null } };

test("a route without an access rule stops the start", () => {
  const bare = fastify();
  const door = openDoor(bare, {
    clock: Date.now,
    cookieRules: { secure: false, lifetimeSeconds: 60 },
    findCaller: async () => ({ kind: "visitor" }),
    findTokenCaller: async () => ({ kind: "visitor" }),
    metricsToken: null,
  });
  assert.throws(
    () => door.serve(ruleless as never, async () => ({ status: 204 }) as never),
    /no access rule/,
  );
});

test("a short way stops the start unless its route is declared warm, and so does a warm route without one", () => {
  const door = openDoor(fastify(), {
    clock: Date.now,
    cookieRules: { secure: false, lifetimeSeconds: 60 },
    findCaller: async () => ({ kind: "visitor" }),
    findTokenCaller: async () => ({ kind: "visitor" }),
    metricsToken: null,
  });
  const declared = { ...ruleless, access: "anyone", replies: { bytes: "image/*" } };
  const answer = async () => ({ status: 204 }) as never;
  assert.throws(() => door.serve(declared as never, answer, () => null), /not declared as it is mounted/);
  const warm = { ...declared, warm: true };
  assert.throws(() => door.serve(warm as never, answer), /not declared as it is mounted/);
  assert.deepEqual([door.mounted, door.warm], [[], []]);
  door.serve(warm as never, answer, () => null);
  assert.deepEqual(
    door.warm.map(({ route: one }) => one),
    door.mounted,
  );
});

const EARLY = /\("(?:request|stream|checkContinue|checkExpectation)"|serverFactory|rewriteUrl/;

test("one route has a short way, and only one file looks at requests before the framework does", async () => {
  const warm = app.routes.filter((one) => one.warm === true);
  assert.deepEqual(
    warm.map(({ method, path, access }) => `${method} ${path} ${access}`),
    ["GET /api/images/{id}/renditions/{rendition} unlocked"],
  );
  const root = join(import.meta.dirname, "..", "server");
  const early: string[] = [];
  for (const name of await readdir(root, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const text = await readFile(join(root, name), "utf8");
    if (EARLY.test(text)) early.push(name);
  }
  assert.deepEqual(early, ["http/answer-from-memory.ts"]);
});

test("a reply carries nothing that the contract does not name", async () => {
  const bare = fastify();
  setResponseHeaders(bare, true);
  const door = openDoor(bare, {
    clock: Date.now,
    cookieRules: { secure: true, lifetimeSeconds: 60 },
    findCaller: async () => ({ kind: "visitor" }),
    findTokenCaller: async () => ({ kind: "visitor" }),
    metricsToken: null,
  });
  const declared = route({
    method: "GET",
    path: "/x",
    access: "anyone",
    summary: "x",
    replies: { 200: z.object({ shown: z.string() }) },
  });
  const row = { shown: "yes", verifier: "secret" };
  door.serve(declared, async () => ({ status: 200, body: row }));
  const reply = await bare.inject({ url: "/x" });
  assert.deepEqual(reply.json(), { shown: "yes" });
  assert.match(String(reply.headers["strict-transport-security"]), /max-age=63072000/);
  await bare.close();
});

test("readiness tells part by part, and fails when the database is gone", async () => {
  const other = await startMemoryApp();
  try {
    const ready = await other.client().get("/readyz");
    assert.equal((ready.body as { parts: { database: string } }).parts.database, "ok");
    await other.database.close();
    const failing = await other.client().get("/readyz");
    assert.equal(failing.status, 503);
    assert.equal((failing.body as { parts: { database: string } }).parts.database, "failing");
  } finally {
    await other.close().catch(() => undefined);
  }
});

test("reports of policy violations are counted, never kept", async () => {
  const report = { "csp-report": { "document-uri": "http://localhost/gallery/canaryid" } };
  const reply = await fetch(`${app.origin}/api/csp-reports`, {
    method: "POST",
    headers: { "content-type": "application/csp-report" },
    body: JSON.stringify(report),
  });
  assert.equal(reply.status, 204);
  assert.ok(!app.logged().includes("canaryid"));
});

test("a refusal is logged with its route, its reason and whose it was, and nothing that was sent", async () => {
  const { client, accountId } = await app.member();
  const refused = await client.get("/api/admin/accounts?cursor=canary-cursor");
  assert.equal(refused.code, "access.denied");
  const lines = app.logged().trimEnd().split("\n");
  const line = lines.findLast((one) => one.includes(refused.headers.get("x-request-id") ?? "none"));
  const entry = JSON.parse(line ?? "{}") as Record<string, unknown>;
  const { route, method, status, code } = entry;
  assert.deepEqual(
    { route, method, status, code, accountId: entry["accountId"] },
    { route: "/api/admin/accounts", method: "GET", status: 403, code: "access.denied", accountId },
  );
  assert.ok(!app.logged().includes("canary-cursor"));
});
