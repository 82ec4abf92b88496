import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createArchive } from "#contract/archives.ts";
import { openPlan, sealPlan } from "../../server/archives/archive-plan.ts";
import { deleteExpiredArchives } from "../../server/archives/jobs.ts";
import { callerOf, noisyPng, picture, shownOf, upload } from "../images/pictures.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { readZip } from "../support/read-zip.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
});
after(() => app.close());

async function prepare(client: ApiClient, asked: { imageIds?: readonly string[]; albumId?: string }) {
  const reply = await client.post("/api/archives", asked);
  assert.equal(reply.status, 201, reply.text);
  return reply.as(createArchive.replies[201]);
}

async function fill(client: ApiClient, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, name] of names.entries()) {
    const { id } = await upload(client, await picture(`${name} ${at}`));
    assert.equal((await client.patch(`/api/images/${id}`, { name })).status, 200);
    ids.push(id);
  }
  return ids;
}

const original = async (client: ApiClient, id: string) =>
  (await client.get(`/api/images/${id}/renditions/original`)).bytes;

test("an archive is exactly as large as was said, and holds the clean originals", async () => {
  const { client } = await app.member();
  const ids = await fill(client, ["Pantai.jpg", "Gunung 🏔.jpg"]);
  const prepared = await prepare(client, { imageIds: ids });
  assert.deepEqual([prepared.images, prepared.leftOut], [2, 0]);
  const reply = await client.get(`/api/archives/${prepared.id}`);
  assert.equal(reply.status, 200, reply.text.slice(0, 200));
  assert.equal(reply.bytes.length, prepared.sizeBytes);
  assert.equal(reply.headers.get("content-length"), String(prepared.sizeBytes));
  assert.equal(reply.headers.get("content-type"), "application/zip");
  assert.equal(reply.headers.get("cache-control"), "no-store");
  assert.match(
    reply.headers.get("content-disposition") ?? "",
    /^attachment; filename="Safelight [\d-]+\.zip"/,
  );
  const files = readZip(reply.bytes);
  assert.deepEqual(
    files.map(({ path }) => path.split("/")[1]),
    ["Pantai.jpg", "Gunung 🏔.jpg"],
  );
  for (const [at, id] of ids.entries()) assert.deepEqual(files[at]?.content, await original(client, id));
});

test("any range is that part of the whole, and one outside is refused", async () => {
  const { client } = await app.member();
  const ids = await fill(client, ["a.jpg", "b.jpg", "c.jpg"]);
  const { id, sizeBytes } = await prepare(client, { imageIds: ids });
  const path = `/api/archives/${id}`;
  const whole = (await client.get(path)).bytes;
  for (const [asked, start, end] of [
    ["bytes=0-0", 0, 1],
    ["bytes=10-999", 10, 1000],
    [`bytes=${sizeBytes - 30}-`, sizeBytes - 30, sizeBytes],
    ["bytes=-500", sizeBytes - 500, sizeBytes],
    [`bytes=1000-${sizeBytes + 1000}`, 1000, sizeBytes],
  ] as const) {
    const part = await client.get(path, { range: asked });
    assert.equal(part.status, 206, asked);
    assert.equal(part.headers.get("content-range"), `bytes ${start}-${end - 1}/${sizeBytes}`);
    assert.deepEqual(part.bytes, whole.subarray(start, end), asked);
  }
  const outside = await client.get(path, { range: `bytes=${sizeBytes}-` });
  assert.deepEqual(
    [outside.code, outside.headers.get("content-range")],
    ["request.range", `bytes */${sizeBytes}`],
  );
  const head = await client.request("HEAD", path);
  assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(sizeBytes)]);
});

test("pictures of before, whose checksum was not noted, are archived as well", async () => {
  const member = await app.member();
  const { client } = member;
  const large = await upload(client, noisyPng(2100, 1500), { name: "noise.png", type: "image/png" });
  const [small = ""] = await fill(client, ["small.jpg"]);
  const caller = await callerOf(app, member);
  const { id, sizeBytes } = await prepare(client, { imageIds: [large.id, small] });
  const { db } = app.database;
  const row = await db.selectFrom("archives").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const plan = openPlan(caller, id, row.sealed_plan);
  assert.ok(plan !== null && plan.entries.every((entry) => entry.checksum !== null));
  const without = { ...plan, entries: plan.entries.map((entry) => ({ ...entry, checksum: null })) };
  await db
    .updateTable("archives")
    .set({ sealed_plan: sealPlan(caller, id, without) })
    .where("id", "=", id)
    .execute();
  const reply = await client.get(`/api/archives/${id}`);
  assert.equal(reply.bytes.length, sizeBytes);
  const [first, second] = readZip(reply.bytes);
  assert.deepEqual(first?.content, await original(client, large.id));
  assert.deepEqual(second?.content, await original(client, small));
});

test("names lead nowhere, and no two are one", async () => {
  const { client } = await app.member();
  const names = ["same.jpg", "SAME.jpg", "../../up.jpg", "con.jpg", "a\\b.jpg", "e\u0301.jpg", "é.jpg"];
  const { id } = await prepare(client, { imageIds: await fill(client, names) });
  const paths = readZip((await client.get(`/api/archives/${id}`)).bytes).map(({ path }) => path);
  assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, names.length);
  for (const path of paths) {
    assert.match(path, /^Safelight [\d-]+\/[^/\\:*?"<>|\p{Cc}]+\.jpg$/u);
    assert.doesNotMatch(path, /\.\.\/|\/con\./i);
    assert.equal(path, path.normalize("NFC"));
  }
});

test("an album is archived whole, in its order and under its name", async () => {
  const { client } = await app.member();
  const ids = await fill(client, ["one.jpg", "two.jpg", "three.jpg"]);
  const album = (await client.post("/api/albums", { name: "Bali/2024" })).body as { id: string };
  for (const id of ids.slice(0, 2)) await client.put(`/api/albums/${album.id}/images/${id}`);
  const prepared = await prepare(client, { albumId: album.id });
  const reply = await client.get(`/api/archives/${prepared.id}`);
  assert.match(reply.headers.get("content-disposition") ?? "", /filename="Bali_2024\.zip"/);
  const paths = readZip(reply.bytes).map(({ path }) => path);
  assert.deepEqual(paths.toSorted(), ["Bali_2024/one.jpg", "Bali_2024/two.jpg"]);
  await client.put(`/api/albums/favourites/images/${ids[2]}`);
  assert.equal((await prepare(client, { albumId: "favourites" })).images, 1);
  const empty = (await client.post("/api/albums", { name: "Empty" })).body as { id: string };
  assert.equal((await client.post("/api/archives", { albumId: empty.id })).code, "not-found");
});

test("what is trashed, absent or somebody else's is in no archive, and all of it looks the same", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const [kept = "", trashed = ""] = await fill(anna.client, ["canary kept.jpg", "canary trashed.jpg"]);
  await anna.client.delete(`/api/images/${trashed}`);
  const prepared = await prepare(anna.client, { imageIds: [kept, trashed, "aaaaaaaaaaaaaaaaaaaaaaaaaa"] });
  assert.deepEqual([prepared.images, prepared.leftOut], [1, 2]);
  const { bytes } = await anna.client.get(`/api/archives/${prepared.id}`);
  assert.deepEqual(
    readZip(bytes).map(({ path }) => path.split("/")[1]),
    ["canary kept.jpg"],
  );
  const ask = async (id: string) => shownOf(await bert.client.post("/api/archives", { imageIds: [id] }));
  assert.deepEqual(await ask(kept), await ask("aaaaaaaaaaaaaaaaaaaaaaaaaa"));
  const [own = ""] = await fill(bert.client, ["bert's.jpg"]);
  const mixed = await prepare(bert.client, { imageIds: [own, kept] });
  assert.deepEqual([mixed.images, mixed.leftOut], [1, 1]);
  assert.ok(!(await bert.client.get(`/api/archives/${mixed.id}`)).bytes.includes("canary"));
  const fetched = async (id: string) => shownOf(await bert.client.get(`/api/archives/${id}`));
  assert.deepEqual(await fetched(prepared.id), await fetched("aaaaaaaaaaaaaaaaaaaaaaaaaa"));
});

test("an archive whose pictures were trashed meanwhile is not given any more", async () => {
  const { client } = await app.member();
  const ids = await fill(client, ["a.jpg", "b.jpg"]);
  const { id } = await prepare(client, { imageIds: ids });
  await client.delete(`/api/images/${ids[1]}`);
  assert.equal((await client.get(`/api/archives/${id}`)).code, "not-found");
  await client.post(`/api/trash/${ids[1]}/restore`);
  assert.equal((await client.get(`/api/archives/${id}`)).status, 200);
});

test("a damaged picture ends the archive, and is left out of the next one", async () => {
  const { client } = await app.member();
  const ids = await fill(client, ["good.jpg", "damaged.jpg"]);
  const row = await app.database.db
    .selectFrom("images")
    .select("blob_set")
    .where("id", "=", ids[1] as never)
    .executeTakeFirstOrThrow();
  const key = `${row.blob_set}/original`;
  const sealed = Buffer.from(await app.blobs.read(key));
  sealed[200] = (sealed[200] ?? 0) ^ 1;
  await app.blobs.delete(key);
  await app.blobs.put(key, sealed);
  const { id } = await prepare(client, { imageIds: ids });
  await assert.rejects(client.get(`/api/archives/${id}`));
  const again = await prepare(client, { imageIds: ids });
  assert.deepEqual([again.images, again.leftOut], [1, 1]);
  assert.equal(readZip((await client.get(`/api/archives/${again.id}`)).bytes).length, 1);
});

test("an archive under way ends when the vault is locked", async () => {
  const { client, password } = await app.member();
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    ids.push((await upload(client, noisyPng(1900 + n, 1500), { name: "n.png", type: "image/png" })).id);
  }
  const { id, sizeBytes } = await prepare(client, { imageIds: ids });
  assert.ok(sizeBytes > 20 * 1024 * 1024);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${app.origin}/api/archives/${id}`, { headers: { cookie } });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let received = (await reader.read()).value?.length ?? 0;
  assert.equal((await client.post("/api/vault/lock")).status, 200);
  await assert.rejects(async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      received += value.length;
    }
  });
  assert.ok(received < sizeBytes);
  assert.equal((await client.get(`/api/archives/${id}`)).code, "vault.locked");
  await client.post("/api/vault/unlock", { password });
  const rest = await client.get(`/api/archives/${id}`, { range: `bytes=${received}-` });
  assert.deepEqual([rest.status, rest.bytes.length], [206, sizeBytes - received]);
});

test("no name lies in the database, and what is prepared goes: by its hour, by newer ones, with the account", async () => {
  const own = await startMemoryApp();
  try {
    const { client } = await own.member();
    const [imageId = ""] = await fill(client, ["zitronenfalter.jpg"]);
    const album = (await client.post("/api/albums", { name: "zitronenfalter" })).body as { id: string };
    await client.put(`/api/albums/${album.id}/images/${imageId}`);
    const first = await prepare(client, { albumId: album.id });
    const { db } = own.database;
    const count = async () => (await db.selectFrom("archives").select("id").execute()).length;
    const [row] = await db.selectFrom("archives").selectAll().execute();
    assert.ok(!Buffer.from(row!.sealed_plan).includes("zitronen"));
    assert.ok(!own.logged().includes("zitronenfalter"));
    for (let n = 0; n < 12; n += 1) {
      own.advance(1000);
      await prepare(client, { imageIds: [imageId] });
    }
    assert.equal(await count(), 10);
    assert.equal((await client.get(`/api/archives/${first.id}`)).code, "not-found");
    const last = await prepare(client, { imageIds: [imageId] });
    own.advance(3_600_000);
    assert.equal((await client.get(`/api/archives/${last.id}`)).code, "not-found");
    await deleteExpiredArchives(own.rooms);
    assert.equal(await count(), 0);
    await prepare(client, { imageIds: [imageId] });
    await client.post("/api/sessions/current/reauthenticate", { password: "Violet7!harbour-Quilt" });
    assert.equal((await client.delete("/api/account", { now: true })).status, 200);
    assert.equal(await count(), 0);
  } finally {
    await own.close();
  }
});

test("one person fetches only so many at once, and a turn that ends is free again", async () => {
  const { client } = await app.member();
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    ids.push((await upload(client, noisyPng(1800 + n, 1500), { name: "n.png", type: "image/png" })).id);
  }
  const { id } = await prepare(client, { imageIds: ids });
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const url = `${app.origin}/api/archives/${id}`;
  const running = await Promise.all(Array.from({ length: 4 }, () => fetch(url, { headers: { cookie } })));
  assert.ok(running.every((response) => response.status === 200));
  assert.equal((await client.get(`/api/archives/${id}`)).code, "rate.limited");
  for (const response of running) await response.body?.cancel();
  for (;;) {
    const part = await client.get(`/api/archives/${id}`, { range: "bytes=0-9" });
    if (part.status === 206) break;
    assert.equal(part.code, "rate.limited");
    await pause(50);
  }
});

test("a token that may read archives, one that may write alone does not; too many ids are refused", async () => {
  const { client } = await app.member();
  const [imageId = ""] = await fill(client, ["token.jpg"]);
  for (const [scope, status] of [
    ["images:read", 201],
    ["images:write", 403],
  ] as const) {
    const made = await client.post("/api/tokens", { name: scope, scopes: [scope], expiresInDays: 1 });
    const { token } = made.body as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    const json = { imageIds: [imageId] };
    assert.equal((await app.client().request("POST", "/api/archives", { json, headers })).status, status);
  }
  const many = Array.from({ length: 2001 }, (_, n) => String(n).padStart(26, "a"));
  assert.equal((await client.post("/api/archives", { imageIds: many })).code, "request.invalid");
  const most = await client.post("/api/archives", { imageIds: many.slice(0, 2000) });
  assert.equal(most.code, "not-found", most.text);
  for (const body of [{}, { imageIds: [imageId], albumId: "x" }]) {
    assert.equal((await client.post("/api/archives", body)).code, "request.invalid");
  }
});
