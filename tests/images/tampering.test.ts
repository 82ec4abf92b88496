// What somebody who can write the database or the blobs gets out of it: one failure, a record, and nothing served.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId, ImageId } from "#contract/ids.ts";
import { type Image, listImages } from "#contract/images.ts";
import type { Images } from "../../server/database/schema.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { damageRecords, noisyPng, picture, upload } from "./pictures.ts";

let app: MemoryApp;
let anna: Member;
let bert: Member;
before(async () => {
  app = await startMemoryApp();
  [anna, bert] = [await app.member(), await app.member()];
});
after(() => app.close());

/** Two pictures of Anna's with originals of one size, so that swapping them changes no length. */
async function twins(mark: string): Promise<[Image, Image]> {
  const kept: Image[] = [];
  for (const n of [1, 2]) {
    const file = await picture(`${mark} ${n}`, { takenAt: "2024:05:01 10:00:00" });
    kept.push(await upload(anna.client, file, { name: `canary-${n}.jpg` }));
  }
  return [kept[0]!, kept[1]!];
}

async function rowOf({ id }: Image) {
  return app.database.db.selectFrom("images").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

async function change({ id }: Image, values: Partial<Images>): Promise<void> {
  await app.database.db.updateTable("images").set(values).where("id", "=", id).execute();
  forgetAll();
}

/** What was opened before the tampering is not what is asked about. */
function forgetAll(): void {
  for (const { accountId } of [anna, bert]) app.rooms.forgetting.forget(accountId as AccountId);
}

/** Asks for details and every rendition: each is refused with the one code, and the trail says so. */
async function assertNothingServed(image: Image, by: Member = anna): Promise<void> {
  const paths = ["", "/renditions/original", "/renditions/view", "/renditions/thumb"];
  for (const path of paths) {
    const reply = await by.client.get(`/api/images/${image.id}${path}`);
    assert.deepEqual([reply.status, reply.code], [500, "image.damaged"], path);
    assert.doesNotMatch(reply.text, /canary/);
  }
  assert.ok((await damageRecords(app, image.id)) > 0);
}

test("swapped data keys open nothing", async () => {
  const [one, two] = await twins("keys");
  const { db } = app.database;
  const rows = await db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("image_id", "in", [one.id, two.id])
    .execute();
  for (const [n, row] of rows.entries()) {
    const other = rows[1 - n]!;
    await db
      .updateTable("sealed_keys")
      .set({ sealed_key: other.sealed_key })
      .where("image_id", "=", row.image_id)
      .execute();
  }
  forgetAll();
  await assertNothingServed(one);
  await assertNothingServed(two);
});

test("a key whose epoch was changed, or whose row is gone, opens nothing", async () => {
  const [one, two] = await twins("epoch");
  const { db } = app.database;
  await db.updateTable("sealed_keys").set({ epoch: 7 }).where("image_id", "=", one.id).execute();
  await db.deleteFrom("sealed_keys").where("image_id", "=", two.id).execute();
  forgetAll();
  await assertNothingServed(one);
  await assertNothingServed(two);
});

test("swapped details open nothing, nor do the details of an earlier edit", async () => {
  const [one, two] = await twins("details");
  const [rowOne, rowTwo] = [await rowOf(one), await rowOf(two)];
  await change(one, { sealed_details: rowTwo.sealed_details });
  await change(two, { sealed_details: rowOne.sealed_details });
  await assertNothingServed(one);
  await assertNothingServed(two);
  await change(one, { sealed_details: rowOne.sealed_details });
  await anna.client.patch(`/api/images/${one.id}`, { caption: "second" });
  await change(one, { sealed_details: rowOne.sealed_details });
  await assertNothingServed(one);
});

test("swapped blobs open nothing, and neither does one rendition under the name of another", async () => {
  const [one, two] = await twins("blobs");
  const [rowOne, rowTwo] = [await rowOf(one), await rowOf(two)];
  await change(one, { blob_set: "elsewhere" });
  await change(two, { blob_set: rowOne.blob_set });
  await change(one, { blob_set: rowTwo.blob_set });
  for (const image of [one, two]) {
    for (const rendition of ["original", "view", "thumb"]) {
      const reply = await anna.client.get(`/api/images/${image.id}/renditions/${rendition}`);
      assert.deepEqual([reply.status, reply.code], [500, "image.damaged"]);
    }
    assert.ok((await damageRecords(app, image.id)) > 0);
  }
  const [three] = await twins("renditions");
  const { blob_set: blobSet } = await rowOf(three);
  const original = await app.blobs.read(`${blobSet}/original`);
  const thumb = await app.blobs.read(`${blobSet}/thumb`);
  await replaceBlob(`${blobSet}/thumb`, original);
  await replaceBlob(`${blobSet}/original`, thumb);
  for (const rendition of ["original", "view", "thumb"]) {
    const reply = await anna.client.get(`/api/images/${three.id}/renditions/${rendition}`);
    assert.deepEqual([reply.status, reply.code], [500, "image.damaged"]);
  }
});

async function replaceBlob(key: string, bytes: Uint8Array): Promise<void> {
  await app.blobs.delete(key);
  await app.blobs.put(key, bytes);
}

test("a flipped bit, a cut, an added byte or a missing blob fails as one, and is recorded once for each part", async () => {
  const image = await upload(anna.client, noisyPng(200, 150));
  const { blob_set: blobSet } = await rowOf(image);
  const key = `${blobSet}/original`;
  const sealed = await app.blobs.read(key);
  const path = `/api/images/${image.id}/renditions/original`;
  const changes: Record<string, (bytes: Buffer) => Buffer> = {
    salt: (bytes) => flipped(bytes, 0),
    commitment: (bytes) => flipped(bytes, 30),
    "first chunk": (bytes) => flipped(bytes, 60),
    "last tag": (bytes) => flipped(bytes, bytes.length - 1),
    "last byte cut": (bytes) => bytes.subarray(0, -1),
    "last chunk cut": (bytes) => bytes.subarray(0, 56 + 16_400 * Math.floor((bytes.length - 56) / 16_400)),
    "byte added": (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]),
    "chunk doubled": (bytes) =>
      Buffer.concat([bytes.subarray(0, 56 + 16_400), bytes.subarray(56, bytes.length)]),
    empty: () => Buffer.alloc(0),
  };
  for (const [name, change] of Object.entries(changes)) {
    await replaceBlob(key, change(Buffer.from(sealed)));
    const reply = await anna.client.get(path);
    assert.deepEqual([reply.status, reply.code], [500, "image.damaged"], name);
  }
  await app.blobs.delete(key);
  assert.equal((await anna.client.get(path)).code, "image.damaged");
  assert.equal(await damageRecords(app, image.id), 1);
  // The other parts are whole, and so is the picture once its bytes are back.
  assert.equal((await anna.client.get(`/api/images/${image.id}/renditions/thumb`)).status, 200);
  await replaceBlob(key, sealed);
  assert.equal((await anna.client.get(path)).status, 200);
});

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 1;
  return bytes;
}

test("a picture moved to another account by the database's hand opens for neither", async () => {
  const [one] = await twins("moved");
  await change(one, { account_id: bert.accountId as AccountId });
  assert.equal((await anna.client.get(`/api/images/${one.id}`)).code, "not-found");
  await assertNothingServed(one, bert);
  await app.database.db
    .updateTable("sealed_keys")
    .set({ account_id: bert.accountId as AccountId })
    .where("image_id", "=", one.id)
    .execute();
  forgetAll();
  await assertNothingServed(one, bert);
  await app.database.db.deleteFrom("sealed_keys").where("image_id", "=", one.id).execute();
  await app.database.db.deleteFrom("images").where("id", "=", one.id).execute();
  forgetAll();
});

test("sizes that the database claims change nothing of what is served", async () => {
  const [one] = await twins("sizes");
  const path = `/api/images/${one.id}/renditions/view`;
  const whole = (await anna.client.get(path)).bytes;
  await change(one, {
    original_bytes: 10,
    thumb_bytes: 1,
    view_bytes: 5,
    view_sealed_hash: Buffer.alloc(32),
  });
  assert.deepEqual((await anna.client.get(path)).bytes, whole);
});

test("a damaged image does not break the lists it stands in, and its owner can throw it away", async () => {
  const { client, accountId } = await app.member();
  const kept: Image[] = [];
  for (const day of ["01", "02", "03"]) {
    const file = await picture(`listed ${day}`, { takenAt: `2024:05:${day} 10:00:00` });
    kept.push(await upload(client, file, { name: `${day}.jpg` }));
  }
  const damaged = kept[1]!;
  await app.database.db
    .updateTable("images")
    .set({ sealed_details: Buffer.alloc(60) })
    .where("id", "=", damaged.id)
    .execute();
  for (const path of ["/api/images", "/api/timeline/2024-05", "/api/images"]) {
    app.rooms.forgetting.forget(accountId as AccountId);
    const { items } = (await client.get(path)).as(listImages.replies[200]);
    assert.deepEqual(
      items.map((image) => [image.name, image.damaged]),
      [
        ["03.jpg", false],
        ["01.jpg", false],
        ["", true],
      ],
    );
    assert.equal(items[2]!.id, damaged.id as ImageId);
    assert.equal(items[2]!.takenAt, "2024-05-01T00:00:00");
  }
  assert.equal(await damageRecords(app, damaged.id), 1);
  assert.equal((await client.delete(`/api/images/${damaged.id}`)).status, 204);
  const trash = (await client.get("/api/trash")).as(listImages.replies[200]);
  assert.deepEqual(
    trash.items.map((image) => [image.name, image.damaged]),
    [["", true]],
  );
  assert.deepEqual((await client.get("/api/timeline")).body, { items: [{ month: "2024-05", count: 2 }] });
  assert.equal((await client.delete(`/api/trash/${damaged.id}`)).status, 200);
});
