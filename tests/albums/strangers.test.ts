// Two people, one server: whatever Bert asks of Anna's albums is answered as if they did not exist.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Album } from "#contract/albums.ts";
import type { Image } from "#contract/images.ts";
import { picture, shownOf, upload } from "../images/pictures.ts";
import type { RequestOptions } from "../support/api-client.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

const ABSENT = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
const MALFORMED = [
  "0",
  "..%2f..%2fetc",
  "%00",
  "a%7Cb",
  "a".repeat(65),
  "__proto__",
  "AAAAAAAAAAAAAAAAAAAAAAAAAA",
];

let app: MemoryApp;
let anna: Member;
let bert: Member;
let hers: { readonly album: string; readonly image: Image; readonly favourites: string };
let his: { readonly album: string; readonly image: Image };

async function fill({ client }: Member, name: string): Promise<{ album: string; image: Image }> {
  const image = await upload(client, await picture(name), { name: "canary-of-anna.jpg" });
  const { id: album } = (await client.post("/api/albums", { name })).body as Album;
  for (const id of [album, "favourites"]) await client.put(`/api/albums/${id}/images/${image.id}`);
  return { album, image };
}

before(async () => {
  app = await startMemoryApp();
  [anna, bert] = [await app.member(), await app.member()];
  const filled = await fill(anna, "canary-of-anna");
  const rows = await app.database.db.selectFrom("albums").select("id").execute();
  const favourites = rows.find((row) => row.id !== filled.album)?.id ?? "";
  hers = { ...filled, favourites };
  his = await fill(bert, "his");
});
after(() => app.close());

async function everything() {
  const { db } = app.database;
  const tables = ["images", "sealed_keys", "albums", "audit_records"] as const;
  return await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
}

test("every route that takes an album's or an image's id answers alike for what is absent, malformed, or hers", async () => {
  const routes: readonly (readonly [
    method: string,
    path: string,
    kind: "album" | "image",
    options?: RequestOptions,
  ])[] = [
    ["GET", "/api/albums/{id}", "album"],
    ["PATCH", "/api/albums/{id}", "album", { json: { name: "mine" } }],
    ["PATCH", "/api/albums/{id}", "album", { json: {} }],
    ["DELETE", "/api/albums/{id}", "album"],
    ["GET", "/api/images?albumId={id}", "album"],
    ["GET", "/api/images?albumId={id}&limit=1", "album"],
    ["PUT", `/api/albums/{id}/images/${his.image.id}`, "album"],
    ["DELETE", `/api/albums/{id}/images/${his.image.id}`, "album"],
    ["PUT", `/api/albums/{id}/images/${hers.image.id}`, "album"],
    ["PUT", `/api/albums/${his.album}/images/{id}`, "image"],
    ["DELETE", `/api/albums/${his.album}/images/{id}`, "image"],
    ["PUT", "/api/albums/favourites/images/{id}", "image"],
    ["DELETE", "/api/albums/favourites/images/{id}", "image"],
  ];
  const before = await everything();
  for (const [method, path, kind, options] of routes) {
    const ask = async (id: string) =>
      shownOf(await bert.client.request(method, path.replace("{id}", id), options));
    const absent = (await ask(ABSENT)) as { status: number; text: string };
    assert.equal(absent.status, 404, `${method} ${path}`);
    assert.match(absent.text, /"code":"not-found"/);
    const theirs = kind === "album" ? [hers.album, hers.favourites] : [hers.image.id];
    // What can be no id at all is told from the query alone, before anything is looked up.
    const malformed = path.includes("?") ? MALFORMED.filter((id) => !/%00|%7C|a{65}/.test(id)) : MALFORMED;
    for (const id of [...theirs, ...malformed]) {
      assert.deepEqual(await ask(id), absent, `${method} ${path} ${id}`);
    }
  }
  assert.deepEqual(await everything(), before);
});

test("her pictures cannot be changed with many of his, nor put into his album, and her album takes nothing of his", async () => {
  const before = await everything();
  const nobody = { id: hers.image.id, done: false, problem: "not-found" };
  for (const action of ["trash", "restore", "favourite", "unfavourite"]) {
    const reply = await bert.client.post("/api/bulk", { action, imageIds: [hers.image.id] });
    assert.deepEqual(reply.body, { items: [nobody] }, action);
  }
  for (const action of ["add-to-album", "remove-from-album"]) {
    const into = await bert.client.post("/api/bulk", {
      action,
      imageIds: [hers.image.id],
      albumId: his.album,
    });
    assert.deepEqual(into.body, { items: [nobody] }, action);
    for (const albumId of [hers.album, hers.favourites, ABSENT]) {
      const reply = await bert.client.post("/api/bulk", { action, imageIds: [his.image.id], albumId });
      assert.equal(reply.code, "not-found", action);
    }
  }
  const refused = await bert.client.upload(await picture("for her album"), {
    fields: { albumId: hers.album },
  });
  assert.equal(refused.code, "not-found");
  assert.deepEqual(await everything(), before);
});

test("a cover of hers is as good as none", async () => {
  const cover = async (coverImageId: string) =>
    shownOf(await bert.client.patch(`/api/albums/${his.album}`, { coverImageId }));
  assert.deepEqual(await cover(hers.image.id), await cover(ABSENT));
});

test("no list of his knows anything of hers, and the owner of the same ids gets an answer", async () => {
  for (const path of ["/api/albums", "/api/albums/favourites", "/api/images?albumId=favourites"]) {
    const { text } = await bert.client.get(path);
    assert.ok(!text.includes("canary") || text.includes(his.image.id));
    assert.ok(!text.includes(hers.album) && !text.includes(hers.image.id));
  }
  for (const path of [`/api/albums/${hers.album}`, `/api/images?albumId=${hers.album}`]) {
    assert.equal((await anna.client.get(path)).status, 200);
  }
});
