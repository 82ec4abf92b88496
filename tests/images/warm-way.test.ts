// The short way of a warm rendition, beside the ordinary one: the same bytes and headers, the same refusals, and never
// a moment longer. Which way a request went is told by the store: the short way recalls, the ordinary one reads.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { rememberingBlobs } from "../../server/blobs/remembering.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { until } from "../support/until.ts";
import { noisyPng, picture, upload } from "./pictures.ts";

const METRICS = "a-token-for-the-numbers-of-this-test-of-enough-length";

let recalls = 0;
let reads = 0;
let app: MemoryApp;
let member: Member;
let thumb: string;

function counting(store: BlobStore): BlobStore {
  return {
    ...store,
    recall(key) {
      const blob = store.recall?.(key) ?? null;
      if (blob !== null) recalls += 1;
      return blob;
    },
    read(key, range) {
      reads += 1;
      return store.read(key, range);
    },
  };
}

before(async () => {
  app = await startMemoryApp({
    blobs: counting(rememberingBlobs(memoryBlobs())),
    env: { SAFELIGHT_METRICS: METRICS },
  });
  member = await app.member();
  thumb = await warmThumb(member, "warm");
});
after(() => app.close());
beforeEach(() => {
  recalls = 0;
  reads = 0;
});

/** A picture whose thumb was asked for, so that the next time memory has it. */
async function warmThumb({ client }: Member, mark: string): Promise<string> {
  const { id } = await upload(client, await picture(mark), { name: 'é "a";\r\nx: y.jpg' });
  const path = `/api/images/${id}/renditions/thumb`;
  assert.equal((await client.get(path)).status, 200);
  return path;
}

interface Raw {
  readonly status: number;
  /** As they came, by turns, but for what is another one each time. */
  readonly headers: readonly string[];
  readonly bytes: Buffer;
  readonly requestId: string;
}

const cookieOf = ({ client }: Member): string =>
  [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

async function ask(
  path: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  method = "GET",
  { origin }: Pick<MemoryApp, "origin"> = app,
): Promise<Raw> {
  const { host, port } = new URL(origin);
  const asking = request({ host: "127.0.0.1", port, path, method, headers: { host, ...headers } });
  asking.end();
  const [reply] = (await once(asking, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of reply) parts.push(part as Buffer);
  const requestId = String(reply.headers["x-request-id"]);
  return {
    status: reply.statusCode ?? 0,
    headers: reply.rawHeaders.map((text, at, all) =>
      all[at - 1] === "Date" ? "" : text.replace(requestId, ""),
    ),
    // A problem names its request.
    bytes: Buffer.from(Buffer.concat(parts).toString("latin1").replace(requestId, ""), "latin1"),
    requestId,
  };
}

/** Memory is not asked for what comes with a condition, and nothing here has a validator. */
const ORDINARY = { "if-none-match": '"none"' };

test("a warm rendition leaves with the bytes and the headers of the ordinary way, in their order", async () => {
  const own = { cookie: cookieOf(member) };
  const view = thumb.replace("thumb", "view");
  await ask(view, own);
  for (const path of [thumb, view]) {
    recalls = reads = 0;
    const warm = await ask(path, own);
    assert.deepEqual([recalls, reads], [1, 0], path);
    const ordinary = await ask(path, { ...own, ...ORDINARY });
    assert.deepEqual([recalls, reads], [1, 1], path);
    assert.equal(warm.status, 200);
    assert.deepEqual(warm.headers, ordinary.headers);
    assert.ok(warm.headers.length > 30);
    assert.deepEqual(warm.bytes, ordinary.bytes);
    assert.match(warm.requestId, /^[a-z2-7]{26}$/);
    assert.notEqual(warm.requestId, ordinary.requestId);
  }
});

test("a warm rendition is written into the log like any other, and names no picture", async () => {
  const lineOf = (requestId: string) => {
    const lines = app.logged().split("\n");
    return JSON.parse(lines.find((line) => line.includes(requestId)) ?? "{}") as Record<string, unknown>;
  };
  const own = { cookie: cookieOf(member) };
  const [warm, ordinary] = [await ask(thumb, own), await ask(thumb, { ...own, ...ORDINARY })];
  assert.equal(recalls, 1);
  const shown = (requestId: string) => ({ ...lineOf(requestId), time: 0, milliseconds: 0, requestId: "" });
  assert.equal(lineOf(warm.requestId)["route"], "/api/images/:id/renditions/:rendition");
  assert.deepEqual(shown(warm.requestId), shown(ordinary.requestId));
  assert.equal(typeof lineOf(warm.requestId)["milliseconds"], "number");
});

test("a warm rendition is counted like any other, and is under way no longer than its answer", async () => {
  const numbers = async () => {
    const text = (await app.client().get("/metrics", { authorization: `Bearer ${METRICS}` })).text;
    const of = (line: RegExp) => Number(line.exec(text)?.[1] ?? Number.NaN);
    const route = 'method="GET",route="/api/images/:id/renditions/:rendition"';
    return {
      answered: of(new RegExp(`^safelight_http_requests_total{${route},status="200"} (\\d+)$`, "m")),
      timed: of(new RegExp(`^safelight_http_request_seconds_count{${route}} (\\d+)$`, "m")),
      underWay: of(/^safelight_http_requests_in_progress (\d+)$/m),
    };
  };
  const before = await numbers();
  const own = { cookie: cookieOf(member) };
  for (let n = 0; n < 3; n += 1) assert.equal((await ask(thumb, own)).status, 200);
  assert.equal(recalls, 3);
  await until(async () => (await numbers()).answered === before.answered + 3);
  const { timed, underWay } = await numbers();
  assert.deepEqual([timed, underWay], [before.timed + 3, before.underWay]);
});

test("whatever is refused or unusual goes the ordinary way, and is answered as there", async () => {
  const own = { cookie: cookieOf(member) };
  const stranger = { cookie: cookieOf(await app.member()) };
  const locked = await app.member();
  await locked.client.post("/api/vault/lock");
  const percent = thumb.replace(
    /images\/(.)/,
    (_, letter: string) => `images/%${letter.charCodeAt(0).toString(16)}`,
  );
  const cases: Record<string, [number, string, Record<string, string>, string?]> = {
    nobody: [401, thumb, {}],
    "a token of no session": [401, thumb, { cookie: `safelight=${"A".repeat(43)}` }],
    "no token at all": [401, thumb, { cookie: "safelight=x" }],
    "somebody else": [404, thumb, stranger],
    "a vault that is locked": [423, thumb, { cookie: cookieOf(locked) }],
    "an API token that is none": [401, thumb, { ...own, authorization: "Bearer nothing" }],
    "a foreign host": [421, thumb, { ...own, host: "evil.example" }],
    "another site": [403, thumb, { ...own, "sec-fetch-site": "cross-site" }],
    "another way to write it": [200, percent, own],
    "a part of it": [206, thumb, { ...own, range: "bytes=0-9" }],
    "a part outside of it": [416, thumb, { ...own, range: "bytes=999999-" }],
    "as a download": [200, `${thumb}?download=true`, own],
    "a question that is none": [400, `${thumb}?download=perhaps`, own],
    "the headers alone": [200, thumb, own, "HEAD"],
    "another method": [405, thumb, own, "DELETE"],
    "another rendition": [404, thumb.replace("thumb", "poster"), own],
    "an image that is not there": [404, thumb.replace(/images\/\w+/, `images/${"a".repeat(26)}`), own],
    "an id that is none": [404, thumb.replace(/images\/\w+/, "images/x"), own],
    "a slash too many": [404, `${thumb}/`, own],
  };
  for (const [name, [status, path, headers, method]] of Object.entries(cases)) {
    const given = await ask(path, headers, method);
    const ordinary = await ask(path, { ...headers, ...ORDINARY }, method);
    assert.equal(given.status, status, name);
    assert.equal(recalls, 0, name);
    assert.deepEqual([given.headers, given.bytes], [ordinary.headers, ordinary.bytes], name);
  }
});

test("behind a proxy that tells the host, its own goes the short way and another the ordinary one, believed or not", async (t) => {
  const blobs = counting(rememberingBlobs(memoryBlobs()));
  const trusting = await startMemoryApp({ blobs, env: { SAFELIGHT_TRUST_PROXY: "127.0.0.1" } });
  t.after(() => trusting.close());
  const anna = await trusting.member();
  const sides = [
    { at: trusting, path: await warmThumb(anna, "proxied"), cookie: cookieOf(anna), isBelieved: true },
    { at: app, path: thumb, cookie: cookieOf(member), isBelieved: false },
  ];
  for (const { at, path, cookie, isBelieved } of sides) {
    const { host } = new URL(at.origin);
    const evil = "evil.example";
    const own = { "x-forwarded-host": host, "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7" };
    const cases: Record<string, [number, number, Record<string, string | readonly string[]>]> = {
      "the own host": [200, 1, own],
      "another host": [isBelieved ? 421 : 200, 0, { ...own, "x-forwarded-host": evil }],
      "another host before the own": [200, 0, { ...own, "x-forwarded-host": `${evil}, ${host}` }],
      "another host after the own": [isBelieved ? 421 : 200, 0, { ...own, "x-forwarded-host": [host, evil] }],
      "nothing as a host": [200, 0, { ...own, "x-forwarded-host": "" }],
      "the own host, asked for another": [isBelieved ? 200 : 421, 0, { ...own, host: evil }],
    };
    for (const [name, [status, short, headers]] of Object.entries(cases)) {
      recalls = 0;
      const given = await ask(path, { cookie, ...headers }, "GET", at);
      assert.deepEqual([given.status, recalls], [status, short], `${name}, believed: ${isBelieved}`);
      const ordinary = await ask(path, { cookie, ...headers, ...ORDINARY }, "GET", at);
      assert.equal(recalls, short, name);
      assert.deepEqual([given.headers, given.bytes], [ordinary.headers, ordinary.bytes], name);
    }
  }
});

test("what ends a session or an image ends the short way at once", async () => {
  const ends: Record<string, (who: Member, path: string) => Promise<string>> = {
    async lock({ client }) {
      assert.equal((await client.post("/api/vault/lock")).status, 200);
      return "vault.locked";
    },
    async "sign-out"({ client }) {
      assert.equal((await client.delete("/api/sessions/current")).status, 204);
      return "session.required";
    },
    async "end by another session"(who) {
      const other = app.client();
      await other.post("/api/sessions", { email: who.email, password: who.password });
      assert.equal((await other.post("/api/sessions/end-others")).status, 204);
      return "session.required";
    },
    async destruction({ client }, path) {
      const image = path.replace("/renditions/thumb", "");
      assert.equal((await client.delete(image)).status, 204);
      assert.equal((await client.delete(image.replace("images", "trash"))).status, 200);
      return "not-found";
    },
  };
  for (const [name, end] of Object.entries(ends)) {
    const who = await app.member();
    const path = await warmThumb(who, name);
    const cookie = cookieOf(who);
    recalls = 0;
    assert.equal((await ask(path, { cookie })).status, 200);
    assert.equal(recalls, 1, name);
    const code = await end(who, path);
    const refused = await ask(path, { cookie });
    assert.equal((JSON.parse(refused.bytes.toString()) as { code: string }).code, code, name);
    assert.equal(recalls, 1, name);
  }
});

test("the use of a session is written down as before, and its limits hold", async () => {
  const who = await app.member();
  const path = await warmThumb(who, "limits");
  const usedAt = async () => {
    const row = app.database.db
      .selectFrom("sessions")
      .select("used_at")
      .where("account_id", "=", who.accountId as never);
    return (await row.executeTakeFirstOrThrow()).used_at;
  };
  const before = await usedAt();
  app.advance(61_000);
  assert.equal((await who.client.get(path)).status, 200);
  assert.ok((await usedAt()) - before >= 61_000);
  assert.equal(recalls, 0);
  assert.equal((await who.client.get(path)).status, 200);
  assert.equal(recalls, 1);
  app.advance(app.rooms.config.sessionIdleSeconds * 1000);
  assert.equal((await who.client.get(path)).code, "session.required");
  assert.equal(recalls, 1);
});

test("a remembered blob that fails its check is told as damage, and given to nobody", async () => {
  const who = await app.member();
  const path = await warmThumb(who, "damage");
  const id = path.split("/")[3] ?? "";
  const rows = await app.database.db.selectFrom("images").select(["id", "blob_set"]).execute();
  const blob = app.blobs.recall?.(`${rows.find((row) => row.id === id)?.blob_set}/thumb`);
  assert.ok(blob);
  blob[100]! ^= 1;
  const reply = await who.client.get(path);
  assert.equal(reply.code, "image.damaged");
  const told = app.database.db
    .selectFrom("audit_records")
    .select("seq")
    .where("action", "=", "image.damaged");
  assert.equal((await told.where("subject_id", "=", id).execute()).length, 1);
});

test("who does not take what they asked for is not answered any further until they do", async () => {
  const who = await app.member();
  const { id } = await upload(who.client, noisyPng(300, 220), { type: "image/png", name: "noise.png" });
  const path = `/api/images/${id}/renditions/thumb`;
  const { length } = (await who.client.get(path)).bytes;
  const wanted = Math.ceil(64_000_000 / length);
  const { host, port } = new URL(app.origin);
  recalls = 0;
  const socket = connect(Number(port), "127.0.0.1");
  const one = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\ncookie: ${cookieOf(who)}\r\n\r\n`;
  socket.write(one.repeat(wanted));
  // Until nothing more is answered.
  for (let still = 0, seen = 0; still < 40; still = recalls === seen ? still + 1 : 0) {
    seen = recalls;
    await pause(25);
  }
  assert.ok(recalls > 0 && recalls < wanted / 2, `${recalls} of ${wanted}`);
  let taken = 0;
  for await (const bytes of socket) {
    taken += (bytes as Buffer).length;
    if (taken >= wanted * length && recalls === wanted) break;
  }
  assert.equal(recalls, wanted);
});
