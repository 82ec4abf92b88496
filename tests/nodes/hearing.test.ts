// Two servers of one instance, on one PostgreSQL database: what one of them ends, the other stops serving, although it
// keeps opened keys in its memory. Nothing here waits for those keys to be forgotten by age.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { rememberingBlobs } from "../../server/blobs/remembering.ts";
import { openDatabase } from "../../server/database/open.ts";
import { picture, upload } from "../images/pictures.ts";
import type { ApiClient, ApiReply } from "../support/api-client.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { openTestPostgres, type TestDatabase } from "../support/test-database.ts";
import { until } from "../support/until.ts";

let folder: string;
let opened: TestDatabase;
let here: MemoryApp;
let there: MemoryApp;
let member: Member;
before(async () => {
  const postgres = await openTestPostgres();
  opened = postgres;
  const blobs = memoryBlobs();
  folder = await mkdtemp(join(tmpdir(), "safelight-nodes-"));
  const first = { database: postgres.database, blobs, keyFolder: join(folder, "keys") };
  here = await startMemoryApp({ shared: { ...first, blobs: rememberingBlobs(blobs) } });
  const second = await openDatabase({ kind: "postgres", url: postgres.url, onBroken: () => {} });
  there = await startMemoryApp({ shared: { ...first, blobs: rememberingBlobs(blobs), database: second } });
  member = await here.member();
});
after(async () => {
  await there.close();
  await here.close();
  await opened.drop();
  await rm(folder, { recursive: true });
});

/** Another session of the member's, at the first server. */
async function signIn(): Promise<ApiClient> {
  const client = here.client();
  const reply = await client.post("/api/sessions", { email: member.email, password: member.password });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

/** The same browser, at the second server. */
function across(client: ApiClient): ApiClient {
  const other = there.client();
  for (const [name, value] of client.cookies) other.cookies.set(name, value);
  return other;
}

const thumbOf = (id: string) => `/api/images/${id}/renditions/thumb`;

async function refusedSoon(ask: () => Promise<ApiReply>, status: number): Promise<void> {
  await until(async () => (await ask()).status === status);
}

test("a session that signs out at one server is refused at the other, pictures included", async () => {
  const client = await signIn();
  const other = across(client);
  const { id } = await upload(client, await picture("signed out"));
  assert.equal((await other.get(thumbOf(id))).status, 200);
  assert.equal((await client.delete("/api/sessions/current")).status, 204);
  await refusedSoon(() => other.get(thumbOf(id)), 401);
});

test("a vault that locks at one server opens nothing at the other", async () => {
  const client = await signIn();
  const other = across(client);
  const { id } = await upload(client, await picture("locked"));
  assert.equal((await other.get(thumbOf(id))).status, 200);
  assert.equal((await client.post("/api/vault/lock")).status, 200);
  await refusedSoon(() => other.get(thumbOf(id)), 423);
});

test("a picture that goes to the trash at one server is not served or listed by the other", async () => {
  const client = await signIn();
  const other = across(client);
  const { id } = await upload(client, await picture("trashed"));
  const listed = async (): Promise<string[]> =>
    ((await other.get("/api/images")).body as { items: { id: string }[] }).items.map((item) => item.id);
  await until(async () => (await listed()).includes(id));
  assert.equal((await other.get(thumbOf(id))).status, 200);
  await client.delete(`/api/images/${id}`);
  await client.delete(`/api/trash/${id}`);
  await refusedSoon(() => other.get(thumbOf(id)), 404);
  assert.equal((await listed()).includes(id), false);
});

test("a stream of events hears what another server did, and ends with its session", async () => {
  const client = await signIn();
  const other = across(client);
  const abort = new AbortController();
  const cookie = [...other.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const stream = await fetch(`${there.origin}/api/events`, { headers: { cookie }, signal: abort.signal });
  assert.equal(stream.status, 200);
  let heard = "";
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream.body!) heard += decoder.decode(chunk as Uint8Array, { stream: true });
  })();
  const { id } = await upload(client, await picture("heard"));
  await until(() => heard.includes(`"image.created","id":"${id}"`));
  await client.delete("/api/sessions/current");
  await ended;
  abort.abort();
});

test("a server that cannot hear the others serves nothing from its memory, and recovers by itself", async () => {
  const client = await signIn();
  const other = across(client);
  const { id } = await upload(client, await picture("deaf"));
  assert.equal((await other.get(thumbOf(id))).status, 200);
  await opened.shutOut();
  await until(() => !there.rooms.events.isHeard());
  const refused = await other.get(thumbOf(id));
  assert.deepEqual([refused.status, refused.code], [503, "unavailable"]);
  await opened.letIn();
  await refusedSoon(() => other.get(thumbOf(id)), 200);
});
