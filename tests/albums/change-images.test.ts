// Many pictures at once: each done wholly or not at all, and told of by itself.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Album, type BulkItem, changeImages } from "#contract/albums.ts";
import type { AccountId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { picture, upload } from "../images/pictures.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
let anna: Member;
let bert: Member;
let marks = 0;
before(async () => {
  app = await startMemoryApp();
  [anna, bert] = [await app.member(), await app.member()];
});
after(() => app.close());

async function pictures(client: ApiClient, count: number): Promise<Image[]> {
  const made: Image[] = [];
  for (let n = 0; n < count; n += 1) {
    marks += 1;
    made.push(
      await upload(client, await picture(`bulk ${marks}`, { takenAt: `2024:05:0${n + 1} 10:00:00` })),
    );
  }
  return made;
}

async function bulk(client: ApiClient, body: object): Promise<BulkItem[]> {
  const reply = await client.post("/api/bulk", body);
  assert.equal(reply.status, 200, reply.text);
  return reply.as(changeImages.replies[200]).items;
}

const shownOf = async (client: ApiClient, query = ""): Promise<string[]> => {
  const page = (await client.get(`/api/images${query}`)).body as { items: Image[] };
  return page.items.map((image) => image.id);
};

const ABSENT = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

test("each action is done to every image that is the caller's, and what is absent or foreign is told alike", async () => {
  const { client } = await app.member();
  const made = await pictures(client, 3);
  const [foreign] = await pictures(bert.client, 1);
  const { id: albumId } = (await client.post("/api/albums", { name: "Bulk" })).body as Album;
  const before = await app.database.db
    .selectFrom("images")
    .selectAll()
    .where("id", "=", foreign!.id)
    .execute();
  const imageIds = [made[0]!.id, foreign!.id, made[1]!.id, ABSENT, "..", made[2]!.id];
  const done = (id: string) => ({ id, done: true });
  const absent = (id: string) => ({ id, done: false, problem: "not-found" });
  const expected = [
    done(made[0]!.id),
    absent(foreign!.id),
    done(made[1]!.id),
    absent(ABSENT),
    absent(".."),
    done(made[2]!.id),
  ];
  const all = made.map((image) => image.id).toReversed();
  const steps: readonly (readonly [action: string, query: string, left: readonly string[]])[] = [
    ["add-to-album", `?albumId=${albumId}`, all],
    ["favourite", "?albumId=favourites", all],
    ["trash", "", []],
    ["restore", "", all],
    ["restore", `?albumId=${albumId}`, all],
    ["remove-from-album", `?albumId=${albumId}`, []],
    ["unfavourite", "?albumId=favourites", []],
  ];
  for (const [action, query, left] of steps) {
    for (let times = 0; times < 2; times += 1) {
      const more = action.endsWith("-album") ? { albumId } : {};
      assert.deepEqual(await bulk(client, { action, imageIds, ...more }), expected, action);
      assert.deepEqual(await shownOf(client, query), left, action);
    }
  }
  const afterwards = await app.database.db
    .selectFrom("images")
    .selectAll()
    .where("id", "=", foreign!.id)
    .execute();
  assert.deepEqual(afterwards, before);
  assert.deepEqual(
    await app.database.db
      .selectFrom("sealed_keys")
      .selectAll()
      .where("image_id", "=", foreign!.id)
      .where("holder", "!=", "vault")
      .execute(),
    [],
  );
});

test("an album that is absent, foreign or deleted refuses the whole request, alike, and nothing is done", async () => {
  const [mine] = await pictures(anna.client, 1);
  const { id: foreign } = (await bert.client.post("/api/albums", { name: "Bert's" })).body as Album;
  for (const albumId of [foreign, ABSENT, "x"]) {
    for (const action of ["add-to-album", "remove-from-album"]) {
      const reply = await anna.client.post("/api/bulk", { action, imageIds: [mine!.id], albumId });
      assert.equal(reply.code, "not-found", albumId);
    }
  }
  const copies = await app.database.db
    .selectFrom("sealed_keys")
    .select("holder")
    .where("image_id", "=", mine!.id)
    .execute();
  assert.deepEqual(copies, [{ holder: "vault" }]);
});

test("too many ids, none, an album where none belongs or none where one does, and unknown actions are refused", async () => {
  const id = ABSENT;
  for (const body of [
    { action: "trash", imageIds: [] },
    { action: "trash", imageIds: Array.from({ length: LIMITS.imagesAtOnce + 1 }, () => id) },
    { action: "trash", imageIds: [id], albumId: id },
    { action: "add-to-album", imageIds: [id] },
    { action: "destroy", imageIds: [id] },
    { action: "trash", imageIds: [id], now: true },
  ]) {
    assert.equal((await anna.client.post("/api/bulk", body)).code, "request.invalid");
  }
  const most = Array.from({ length: LIMITS.imagesAtOnce }, () => id);
  assert.equal((await bulk(anna.client, { action: "trash", imageIds: most })).length, LIMITS.imagesAtOnce);
});

test("a damaged image is refused by itself where it must be opened, and thrown away where it need not be", async () => {
  const { client, accountId } = await app.member();
  const [good, bad] = await pictures(client, 2);
  const { db } = app.database;
  await db.updateTable("images").set({ edit: 9 }).where("id", "=", bad!.id).execute();
  app.rooms.forgetting.forget(accountId as AccountId);
  const imageIds = [good!.id, bad!.id];
  const problem = { id: bad!.id, done: false, problem: "image.damaged" };
  assert.deepEqual(await bulk(client, { action: "favourite", imageIds }), [
    { id: good!.id, done: true },
    problem,
  ]);
  assert.ok((await bulk(client, { action: "trash", imageIds })).every((item) => item.done));
  assert.deepEqual(await bulk(client, { action: "restore", imageIds }), [
    { id: good!.id, done: true },
    problem,
  ]);
});

test("every moved image has its record in the trail, and albums one for each request", async () => {
  const { client, accountId } = await app.member();
  const imageIds = (await pictures(client, 3)).map((image) => image.id);
  await bulk(client, { action: "favourite", imageIds });
  await bulk(client, { action: "trash", imageIds });
  await bulk(client, { action: "trash", imageIds });
  const records = await app.database.db
    .selectFrom("audit_records")
    .select("action")
    .where("account_id", "=", accountId)
    .orderBy("seq")
    .execute();
  const actions = records.map((record) => record.action);
  assert.equal(actions.filter((action) => action === "image.trashed").length, 3);
  assert.equal(actions.filter((action) => action === "album.images-added").length, 1);
  assert.doesNotMatch(JSON.stringify(records), /favourite/);
});
