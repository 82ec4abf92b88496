import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ImageId } from "#contract/ids.ts";
import { destroyImage, emptyTrash, type Image, listTrash, restoreImage } from "#contract/images.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { emptyTrash as emptyTrashRule } from "../../server/images/destroy-images.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { holdDoomedBytes } from "../../server/images/hold-doomed-bytes.ts";
import { collectArrivals, collectDoomedBlobs, destroyExpiredTrash } from "../../server/images/jobs.ts";
import { databaseLeases } from "../../server/jobs/leases.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { callerOf, picture, upload } from "./pictures.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

let app: MemoryApp;
let folder: string;
let databaseFile: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-trash-"));
  databaseFile = join(folder, "safelight.db");
  app = await startMemoryApp({ databaseFile });
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const thumbOf = (id: string) => `/api/images/${id}/renditions/thumb`;
const trashOf = async (client: ApiClient, query = "") =>
  (await client.get(`/api/trash${query}`)).as(listTrash.replies[200]);

async function trashed(client: ApiClient, mark: string): Promise<Image> {
  const image = await upload(client, await picture(mark), { name: `${mark}.jpg` });
  assert.equal((await client.delete(`/api/images/${image.id}`)).status, 204);
  return image;
}

async function rowOf(id: string) {
  const rows = await app.database.db.selectFrom("images").selectAll().execute();
  return rows.find((row) => row.id === id);
}

async function blobsOf(blobSet: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of app.blobs.list(`${blobSet}/`)) keys.push(key);
  return keys;
}

async function usedBytes(accountId: string): Promise<number> {
  const accounts = await app.database.db.selectFrom("accounts").select(["id", "used_bytes"]).execute();
  return accounts.find((account) => account.id === accountId)!.used_bytes;
}

test("a trashed image is in the trash alone, and its owner can still look at it", async () => {
  const { client, accountId } = await app.member();
  const image = await upload(client, await picture("look"));
  await client.delete(`/api/images/${image.id}`);
  assert.deepEqual((await client.get("/api/images")).body, { items: [], nextCursor: null });
  assert.deepEqual((await client.get("/api/timeline")).body, { items: [] });
  const { items } = await trashOf(client);
  assert.equal(items.length, 1);
  assert.notEqual(items[0]!.trashedAt, null);
  assert.deepEqual({ ...items[0], trashedAt: null }, image);
  assert.deepEqual((await client.get(`/api/images/${image.id}`)).body, items[0]);
  assert.equal((await client.get(thumbOf(image.id))).status, 200);
  assert.equal(await usedBytes(accountId), image.sizeBytes);
});

test("trashing twice keeps the time of the first", async () => {
  const { client } = await app.member();
  const { id } = await trashed(client, "twice");
  const before = await rowOf(id);
  app.advance(1000);
  assert.equal((await client.delete(`/api/images/${id}`)).status, 204);
  assert.deepEqual(await rowOf(id), before);
});

test("the trash lists the latest first, in pages", async () => {
  const { client } = await app.member();
  const names: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) {
    app.advance(1000);
    names.unshift((await trashed(client, `pages ${n}`)).name);
  }
  const first = await trashOf(client, "?limit=2");
  const second = await trashOf(client, `?limit=2&cursor=${first.nextCursor}`);
  const third = await trashOf(client, `?limit=2&cursor=${second.nextCursor}`);
  assert.deepEqual(
    [first, second, third].map((page) => page.items.map((image) => image.name)),
    [names.slice(0, 2), names.slice(2, 4), names.slice(4)],
  );
  assert.equal(third.nextCursor, null);
});

test("a restored image is what it was; what is not in the trash cannot be restored or destroyed", async () => {
  const { client } = await app.member();
  const image = await trashed(client, "restored");
  const restored = await client.post(`/api/trash/${image.id}/restore`);
  assert.deepEqual(restored.as(restoreImage.replies[200]), image);
  assert.deepEqual((await trashOf(client)).items, []);
  const before = await rowOf(image.id);
  assert.equal((await client.post(`/api/trash/${image.id}/restore`)).code, "not-found");
  assert.equal((await client.delete(`/api/trash/${image.id}`)).code, "not-found");
  assert.deepEqual(await rowOf(image.id), before);
  assert.equal((await client.get(thumbOf(image.id))).status, 200);
});

test("destroying takes keys, row, bytes and quota, leaves no key in the files, and gives a receipt", async () => {
  const { client, accountId } = await app.member();
  const image = await trashed(client, "destroyed");
  const row = (await rowOf(image.id))!;
  const key = await app.database.db
    .selectFrom("sealed_keys")
    .select("sealed_key")
    .where("image_id", "=", image.id as ImageId)
    .executeTakeFirstOrThrow();
  assert.equal((await client.get(thumbOf(image.id))).status, 200);
  assert.equal((await blobsOf(row.blob_set)).length, 2);
  const inFiles = (bytes: Uint8Array) =>
    [databaseFile, `${databaseFile}-wal`].some((file) => readFileSync(file).includes(bytes));
  assert.ok(inFiles(key.sealed_key));

  const receipt = (await client.delete(`/api/trash/${image.id}`)).as(destroyImage.replies[200]);
  assert.deepEqual(receipt.imageIds, [image.id]);
  assert.equal(receipt.backups, "until-the-last-one-expires");
  assert.ok(receipt.databaseErasedAt !== null && receipt.databaseErasedAt >= receipt.keysDestroyedAt);
  assert.equal(inFiles(key.sealed_key), false);
  assert.equal(inFiles(row.content_index), false);
  assert.equal(inFiles(row.sealed_details), false);
  assert.equal(await rowOf(image.id), undefined);
  assert.deepEqual(await blobsOf(row.blob_set), []);
  assert.equal(await usedBytes(accountId), 0);
  assert.deepEqual(await app.database.db.selectFrom("doomed_blobs").selectAll().execute(), []);
  for (const path of [`/api/images/${image.id}`, thumbOf(image.id)]) {
    assert.equal((await client.get(path)).code, "not-found");
  }
  assert.equal((await client.delete(`/api/trash/${image.id}`)).code, "not-found");
  const again = await client.upload(await picture("destroyed"));
  assert.equal(again.status, 201, "its content is forgotten too");
});

test("of a restore and a destruction at one moment one wins, and the other finds nothing", async () => {
  const { client } = await app.member();
  for (const n of [1, 2, 3, 4]) {
    const { id } = await trashed(client, `contest ${n}`);
    const [restored, destroyed] = await Promise.all([
      client.post(`/api/trash/${id}/restore`),
      client.delete(`/api/trash/${id}`),
    ]);
    assert.deepEqual(
      [restored.status, destroyed.status].toSorted((a, b) => a - b),
      [200, 404],
    );
    const seen = await client.get(thumbOf(id));
    assert.equal(seen.status, restored.status);
  }
});

test("emptying the trash destroys more than one batch, and nothing that is not in it", async () => {
  const { client } = await app.member();
  const kept = await upload(client, await picture("kept"));
  const sample = await trashed(client, "many");
  const row = (await rowOf(sample.id))!;
  const { db } = app.database;
  const copies = Array.from({ length: 230 }, (_, n) => `copy${n}`);
  await db.transaction().execute(async (transaction) => {
    for (const id of copies) {
      const copy = { ...row, id: id as ImageId, blob_set: `set${id}`, content_index: Buffer.from(id) };
      await transaction.insertInto("images").values(copy).execute();
    }
  });
  const receipt = (await client.delete("/api/trash")).as(emptyTrash.replies[200]);
  assert.deepEqual(receipt.imageIds.toSorted(), [...copies, sample.id].toSorted());
  assert.deepEqual((await trashOf(client)).items, []);
  assert.equal((await client.get(thumbOf(kept.id))).status, 200);
  const empty = (await client.delete("/api/trash")).as(emptyTrash.replies[200]);
  assert.deepEqual(empty.imageIds, []);
});

test("bytes that cannot be deleted now go later; their keys are gone at once", async () => {
  const member = await app.member();
  const image = await trashed(member.client, "stuck");
  const { blob_set: blobSet } = (await rowOf(image.id))!;
  const stuck: BlobStore = { ...app.blobs, delete: () => Promise.reject(new Error("the disk is away")) };
  const gallery = openGallery({ ...app.rooms, blobs: stuck });
  const receipt = await emptyTrashRule(gallery, await callerOf(app, member));
  assert.deepEqual(receipt.imageIds, [image.id]);
  assert.equal(await rowOf(image.id), undefined);
  assert.equal((await blobsOf(blobSet)).length, 2);
  assert.equal(await collectDoomedBlobs({ ...app.rooms, blobs: stuck }), 0);
  assert.equal(await collectDoomedBlobs(app.rooms), 1);
  assert.deepEqual(await blobsOf(blobSet), []);
});

test("bytes that a backup is copying stay until it has, or until it has been gone for two minutes", async () => {
  const member = await app.member();
  const setOf = async (id: ImageId): Promise<string> => (await rowOf(id))!.blob_set;
  const images = [await trashed(member.client, "held"), await trashed(member.client, "left behind")];
  const [first = "", second = ""] = await Promise.all(images.map(({ id }) => setOf(id)));

  const hold = await holdDoomedBytes(app.rooms);
  await member.client.delete(`/api/trash/${images[0]?.id ?? ""}`);
  assert.equal(await rowOf(images[0]!.id), undefined, "its key is gone at once");
  assert.equal(await collectDoomedBlobs(app.rooms), 0);
  assert.equal((await blobsOf(first)).length, 2);
  assert.equal(await holdDoomedBytes(app.rooms), null, "somebody else holds them already");
  await hold?.release();
  assert.equal(await collectDoomedBlobs(app.rooms), 1);
  assert.deepEqual(await blobsOf(first), []);

  const killed = databaseLeases(app.rooms.database, "killed");
  const now = app.rooms.clock();
  assert.ok(await killed.take("doomed-bytes-held", now, now + 120_000, 120_000));
  await member.client.delete(`/api/trash/${images[1]?.id ?? ""}`);
  assert.equal((await blobsOf(second)).length, 2);
  app.advance(120_001);
  assert.equal(await collectDoomedBlobs(app.rooms), 1);
  assert.deepEqual(await blobsOf(second), []);
});

test("after 30 days, and not before, what lies in anyone's trash is destroyed", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const hers = await trashed(anna.client, "old");
  const his = await trashed(bert.client, "old too");
  const { blob_set: blobSet } = (await rowOf(hers.id))!;
  const kept = await upload(anna.client, await picture("not trashed"));
  app.advance(29 * DAY);
  await destroyExpiredTrash(app.rooms);
  assert.notEqual(await rowOf(hers.id), undefined);
  const young = await app.member();
  const recent = await trashed(young.client, "young");
  app.advance(DAY + 1000);
  assert.ok((await destroyExpiredTrash(app.rooms)) >= 2);
  for (const { id } of [hers, his]) assert.equal(await rowOf(id), undefined);
  assert.deepEqual(await blobsOf(blobSet), []);
  assert.notEqual(await rowOf(recent.id), undefined);
  assert.notEqual(await rowOf(kept.id), undefined);
  assert.equal((await verifyAudit(app.rooms)).fault, null);
});

test("what an upload left behind is collected after an hour, and not a moment before", async () => {
  await app.database.db
    .insertInto("arrivals")
    .values({ blob_set: "leftbehind", created_at: app.rooms.clock() })
    .execute();
  await app.blobs.put("leftbehind/original", Buffer.from("sealed"));
  app.advance(HOUR - 1000);
  assert.equal(await collectArrivals(app.rooms), 0);
  assert.equal((await blobsOf("leftbehind")).length, 1);
  app.advance(2000);
  assert.equal(await collectArrivals(app.rooms), 1);
  assert.deepEqual(await blobsOf("leftbehind"), []);
  assert.deepEqual(await app.database.db.selectFrom("arrivals").selectAll().execute(), []);
  assert.deepEqual(await app.database.db.selectFrom("doomed_blobs").selectAll().execute(), []);
});

test("a job that is told to stop destroys nothing more", async () => {
  const { client } = await app.member();
  const { id } = await trashed(client, "stopped");
  app.advance(31 * DAY);
  const stopped = AbortSignal.abort();
  assert.equal(await destroyExpiredTrash(app.rooms, stopped), 0);
  assert.notEqual(await rowOf(id), undefined);
});
