// A page that is asked for again opens nothing that its session has open already, and what it shows is nonetheless what
// the rows say now. What was listed needs no query when its thumbnails are asked for next.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ImageId } from "#contract/ids.ts";
import { type Image, listMonthImages as listMonthImagesRoute } from "#contract/images.ts";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { destroyImage, emptyTrash } from "../../server/images/destroy-images.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { findImage, type ImageRow } from "../../server/images/image-store.ts";
import { listMonthImages } from "../../server/images/list-images.ts";
import { openListed } from "../../server/images/open-image.ts";
import { trashImage } from "../../server/images/trash-image.ts";
import { updateImage } from "../../server/images/update-image.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { openTestDatabase } from "../support/test-database.ts";
import { callerOf, picture, upload } from "./pictures.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function listed(client: ApiClient): Promise<Image[]> {
  return (await client.get("/api/timeline/2024-05?limit=200")).as(listMonthImagesRoute.replies[200]).items;
}

const kept = async (client: ApiClient, mark: string): Promise<Image> =>
  await upload(client, await picture(mark, { takenAt: "2024:05:01 10:00:00" }));

const rowOf = async (id: ImageId): Promise<ImageRow> => {
  const row = await findImage(app.database.db, id);
  assert.ok(row !== null);
  return row;
};

test("a page opens once what it shows, for each session by itself", async () => {
  const member = await app.member();
  const { id } = await kept(member.client, "once");
  const gallery = openGallery(app.rooms);
  const caller = await callerOf(app, member);
  const other = { ...caller, tokenHash: Buffer.alloc(32, 7) };
  const open = async (as: typeof caller) =>
    (await openListed(gallery, as, async () => [await rowOf(id)])).opened[0];
  const first = await open(caller);
  assert.ok(first);
  assert.equal(await open(caller), first);
  assert.notEqual(await open(other), first);
});

test("a row whose bytes differ from those that were opened is opened anew, and damage shows at once", async () => {
  const { client } = await app.member();
  const { id, name } = await kept(client, "tampered");
  const whole = await rowOf(id);
  const images = app.database.db.updateTable("images").where("id", "=", id);
  const keys = app.database.db.updateTable("sealed_keys").where("image_id", "=", id);
  const flipped = (bytes: Uint8Array | null) => {
    const copy = Buffer.from(bytes ?? []);
    copy[20]! ^= 1;
    return copy;
  };
  const key = whole.sealed_key ?? Buffer.alloc(0);
  const changes: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    [
      "details",
      () => images.set({ sealed_details: flipped(whole.sealed_details) }).execute(),
      () => images.set({ sealed_details: whole.sealed_details }).execute(),
    ],
    ["edit", () => images.set({ edit: 7 }).execute(), () => images.set({ edit: whole.edit }).execute()],
    [
      "key",
      () => keys.set({ sealed_key: flipped(key) }).execute(),
      () => keys.set({ sealed_key: key }).execute(),
    ],
    [
      "epoch",
      () => keys.set({ epoch: 9 }).execute(),
      () => keys.set({ epoch: whole.key_epoch ?? 0 }).execute(),
    ],
  ];
  for (const [what, damage, mend] of changes) {
    assert.deepEqual(
      (await listed(client)).map((one) => [one.damaged, one.name]),
      [[false, name]],
      what,
    );
    await damage();
    assert.deepEqual(
      (await listed(client)).map((one) => [one.damaged, one.name]),
      [[true, ""]],
      what,
    );
    await mend();
  }
  assert.equal((await listed(client))[0]?.damaged, false);
  await app.database.db.deleteFrom("sealed_keys").where("image_id", "=", id).execute();
  assert.equal((await listed(client))[0]?.damaged, true);
});

test("what was listed and then edited, trashed or destroyed is shown as it is now", async () => {
  const { client } = await app.member();
  const { id } = await kept(client, "edited");
  const thumb = `/api/images/${id}/renditions/thumb`;
  await listed(client);
  await client.patch(`/api/images/${id}`, { name: "pier.jpg" });
  assert.equal((await listed(client))[0]?.name, "pier.jpg");
  await client.delete(`/api/images/${id}`);
  assert.deepEqual(await listed(client), []);
  await client.post(`/api/trash/${id}/restore`);
  assert.equal((await listed(client)).length, 1);
  await client.delete(`/api/images/${id}`);
  assert.equal((await client.delete(`/api/trash/${id}`)).status, 200);
  assert.deepEqual(await listed(client), []);
  assert.equal((await client.get(thumb)).status, 404);
});

test("what was listed and then edited or destroyed has left memory before the answer to that", async () => {
  const member = await app.member();
  const gallery = openGallery(app.rooms);
  const caller = await callerOf(app, member);
  const list = async (): Promise<void> => {
    await listMonthImages(gallery, caller, "2024-05", { limit: 200 });
    for (const one of ids) assert.ok(gallery.opened.find(caller.tokenHash, one));
  };
  const ids: ImageId[] = [];
  for (const mark of ["edited", "destroyed", "emptied", "kept"])
    ids.push((await kept(member.client, mark)).id);
  const [edited, destroyed, emptied, untouched] = ids as [ImageId, ImageId, ImageId, ImageId];
  await list();
  await updateImage(gallery, caller, edited, { caption: "quay" });
  assert.equal(gallery.opened.find(caller.tokenHash, edited), null);
  await list();
  for (const id of [destroyed, emptied]) await trashImage(gallery, caller, id);
  await destroyImage(gallery, caller, destroyed);
  assert.equal(gallery.opened.find(caller.tokenHash, destroyed), null);
  await emptyTrash(gallery, caller);
  assert.equal(gallery.opened.find(caller.tokenHash, emptied), null);
  assert.ok(gallery.opened.find(caller.tokenHash, untouched));
  app.rooms.forgetting.forget(caller.accountId);
  assert.equal(gallery.opened.size, 0);
});

test("what was listed is served to nobody else, and not once the vault is locked or its person gone", async () => {
  const member = await app.member();
  const { id } = await kept(member.client, "private");
  const thumb = `/api/images/${id}/renditions/thumb`;
  const stranger = (await app.member()).client;
  assert.equal((await listed(member.client)).length, 1);
  assert.equal((await stranger.get(thumb)).status, 404);
  assert.equal((await member.client.get(thumb)).status, 200);
  await member.client.post("/api/vault/lock");
  assert.equal((await member.client.get(thumb)).status, 423);
  assert.equal((await app.client().get(thumb)).status, 401);
});

test("the thumbnail of a picture that was just listed needs no database", async (t) => {
  const { database, drop } = await openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "safelight-listed-"));
  const own = await startMemoryApp({
    shared: { database, blobs: memoryBlobs(), keyFolder: join(folder, "keys") },
  });
  t.after(async () => {
    await own.close();
    await drop();
    await rm(folder, { recursive: true });
  });
  const { client } = await own.member();
  const { id } = await kept(client, "listed");
  // Once a minute the use of a session is written down: now, and then not for a while.
  own.advance(61_000);
  assert.equal((await listed(client)).length, 1);
  await database.close();
  assert.equal((await client.get(`/api/images/${id}/renditions/thumb`)).status, 200);
  assert.notEqual((await client.get("/api/timeline/2024-05")).status, 200);
});
