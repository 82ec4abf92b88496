// Albums and favourites by the public API: what they hold, show and keep.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Album, getAlbum } from "#contract/albums.ts";
import { type Image, listImages } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { picture, upload } from "../images/pictures.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

let marks = 0;

async function pictureOf(
  client: ApiClient,
  day: number,
  fields: Record<string, string> = {},
): Promise<Image> {
  marks += 1;
  const takenAt = `2024:05:${String(day).padStart(2, "0")} 10:00:00`;
  return await upload(client, await picture(`album ${marks}`, { takenAt }), {
    name: `day-${day}.jpg`,
    fields,
  });
}

async function albumOf(client: ApiClient, name = "Summer"): Promise<Album> {
  const reply = await client.post("/api/albums", { name });
  assert.equal(reply.status, 201, reply.text);
  return reply.body as Album;
}

async function read(client: ApiClient, id: string): Promise<Album> {
  const reply = await client.get(`/api/albums/${id}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.as(getAlbum.replies[200]);
}

async function put(client: ApiClient, id: string, ...images: Image[]): Promise<void> {
  for (const image of images) {
    const reply = await client.put(`/api/albums/${id}/images/${image.id}`);
    assert.equal(reply.status, 204, reply.text);
  }
}

/** Every id that an album lists, page by page. */
async function listed(client: ApiClient, id: string, limit = 2): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  do {
    const reply = await client.get(`/api/images?albumId=${id}&limit=${limit}${cursor}`);
    assert.equal(reply.status, 200, reply.text);
    const page = reply.as(listImages.replies[200]);
    ids.push(...page.items.map((image) => image.id));
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  return ids;
}

const idsOf = (...images: Image[]) => images.map((image) => image.id);

test("an album holds what is put in, newest first or oldest first, page by page", async () => {
  const { client } = await app.member();
  const days = [await pictureOf(client, 3), await pictureOf(client, 1), await pictureOf(client, 2)] as const;
  await pictureOf(client, 4);
  const { id } = await albumOf(client);
  await put(client, id, ...days, days[0]);
  const [third, first, second] = days;
  assert.deepEqual(await listed(client, id), idsOf(third, second, first));
  assert.equal((await client.patch(`/api/albums/${id}`, { order: "oldest" })).status, 200);
  assert.deepEqual(await listed(client, id), idsOf(first, second, third));
  assert.deepEqual(await listed(client, id, 1), idsOf(first, second, third));
  const album = await read(client, id);
  assert.equal(album.count, 3);
  assert.deepEqual([album.firstTakenAt, album.lastTakenAt], ["2024-05-01T10:00:00", "2024-05-03T10:00:00"]);
  assert.equal(album.cover?.id, first.id);
});

test("a cursor of one direction, album or person is none of another", async () => {
  const { client } = await app.member();
  const { id } = await albumOf(client);
  const other = await albumOf(client);
  for (const album of [id, other.id]) {
    await put(client, album, await pictureOf(client, 1), await pictureOf(client, 2));
  }
  const { nextCursor } = (await client.get(`/api/images?albumId=${id}&limit=1`)).body as {
    nextCursor: string;
  };
  const elsewhere = await client.get(`/api/images?albumId=${other.id}&cursor=${nextCursor}`);
  assert.equal(elsewhere.code, "request.invalid");
  assert.equal((await client.get(`/api/images?cursor=${nextCursor}`)).code, "request.invalid");
  await client.patch(`/api/albums/${id}`, { order: "oldest" });
  assert.equal((await client.get(`/api/images?albumId=${id}&cursor=${nextCursor}`)).code, "request.invalid");
});

test("an image is in several albums, and taking it out of one leaves it in the others and in the timeline", async () => {
  const { client } = await app.member();
  const image = await pictureOf(client, 1);
  const [one, two] = [await albumOf(client, "One"), await albumOf(client, "Two")];
  await put(client, one.id, image);
  await put(client, two.id, image);
  for (let times = 0; times < 2; times += 1) {
    assert.equal((await client.delete(`/api/albums/${one.id}/images/${image.id}`)).status, 204);
  }
  assert.deepEqual(await listed(client, one.id), []);
  assert.deepEqual(await listed(client, two.id), idsOf(image));
  assert.equal((await client.get(`/api/images/${image.id}`)).status, 200);
});

test("what lies in the trash vanishes from its albums, comes back on restore, and goes with its destruction", async () => {
  const { client } = await app.member();
  const [one, two] = [await pictureOf(client, 1), await pictureOf(client, 2)];
  const { id } = await albumOf(client);
  await put(client, id, one, two);
  await put(client, "favourites", two);
  assert.deepEqual(await listed(client, id), idsOf(two, one));
  await client.delete(`/api/images/${two.id}`);
  assert.deepEqual(await listed(client, id), idsOf(one));
  assert.deepEqual([(await read(client, id)).count, (await read(client, "favourites")).count], [1, 0]);
  assert.equal((await client.put(`/api/albums/${id}/images/${two.id}`)).code, "not-found");
  const restored = await client.post(`/api/trash/${two.id}/restore`);
  assert.equal((restored.body as Image).favourite, true);
  assert.deepEqual(await listed(client, id), idsOf(two, one));
  assert.deepEqual(await listed(client, "favourites"), idsOf(two));
  await client.delete(`/api/images/${two.id}`);
  await client.delete(`/api/trash/${two.id}`);
  assert.deepEqual(await listed(client, id), idsOf(one));
  const left = await app.database.db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("image_id", "=", two.id)
    .execute();
  assert.deepEqual(left, []);
});

test("a picture whose date changes moves in its albums", async () => {
  const { client } = await app.member();
  const [one, two] = [await pictureOf(client, 1), await pictureOf(client, 2)];
  const { id } = await albumOf(client);
  await put(client, id, one, two);
  assert.deepEqual(await listed(client, id), idsOf(two, one));
  await client.patch(`/api/images/${one.id}`, { takenAt: "2025-01-01T00:00:00" });
  assert.deepEqual(await listed(client, id), idsOf(one, two));
});

test("favourites are there before anything is one, are made once, and are told of every image", async () => {
  const { client } = await app.member();
  const none = await read(client, "favourites");
  assert.deepEqual([none.count, none.createdAt, none.kind], [0, null, "favourites"]);
  assert.deepEqual(await listed(client, "favourites"), []);
  const images = [
    await pictureOf(client, 1),
    await pictureOf(client, 2),
    await pictureOf(client, 3),
  ] as const;
  const puts = images.map((image) => client.put(`/api/albums/favourites/images/${image.id}`));
  for (const reply of await Promise.all(puts)) assert.equal(reply.status, 204, reply.text);
  await client.delete(`/api/albums/favourites/images/${images[0].id}`);
  assert.deepEqual(await listed(client, "favourites"), idsOf(images[2], images[1]));
  const page = (await client.get("/api/images")).as(listImages.replies[200]);
  assert.deepEqual(
    page.items.map((image) => image.favourite),
    [true, true, false],
  );
  assert.equal(((await client.get(`/api/images/${images[1].id}`)).body as Image).favourite, true);
  const edited = await client.patch(`/api/images/${images[1].id}`, { caption: "loved" });
  assert.equal((edited.body as Image).favourite, true);
  const albums = (await client.get("/api/albums")).body as { items: Album[] };
  assert.deepEqual(albums.items, []);
});

test("favourites cannot be renamed or deleted, and have no second name", async () => {
  const { client, accountId } = await app.member();
  await put(client, "favourites", await pictureOf(client, 1));
  assert.equal((await client.patch("/api/albums/favourites", { name: "Best" })).code, "album.fixed");
  assert.equal((await client.delete("/api/albums/favourites")).code, "album.fixed");
  assert.equal((await client.patch("/api/albums/favourites", { order: "oldest" })).status, 200);
  const rows = await app.database.db
    .selectFrom("albums")
    .select("id")
    .where("account_id", "=", accountId as never)
    .execute();
  assert.equal(rows.length, 1);
  for (const method of ["GET", "PATCH", "DELETE"]) {
    const options = method === "PATCH" ? { json: { order: "newest" } } : {};
    const reply = await client.request(method, `/api/albums/${rows[0]?.id}`, options);
    assert.equal(reply.code, "not-found", method);
  }
});

test("an upload goes into the album it names, a duplicate as well, and nothing is kept for one that is absent", async () => {
  const { client } = await app.member();
  const { id } = await albumOf(client);
  const image = await pictureOf(client, 1, { albumId: id });
  assert.deepEqual(await listed(client, id), idsOf(image));
  const file = await picture("twice", { takenAt: "2024:05:02 10:00:00" });
  const first = await upload(client, file);
  await client.delete(`/api/images/${first.id}`);
  const again = await client.upload(file, { fields: { albumId: id } });
  assert.equal(again.status, 200);
  assert.deepEqual(await listed(client, id), idsOf(first, image));
  const loved = await pictureOf(client, 5, { albumId: "favourites" });
  assert.equal(loved.favourite, true);
  const refused = await client.upload(await picture("nowhere"), { fields: { albumId: "abc" } });
  assert.equal(refused.code, "not-found");
  assert.equal(((await client.get("/api/images")).body as { items: Image[] }).items.length, 3);
});

test("a file that comes in parts goes into its album; if that is gone by then, the picture is kept without it", async () => {
  const { client } = await app.member();
  for (const isGone of [false, true]) {
    const { id } = await albumOf(client);
    const file = await picture(`parts ${isGone}`);
    const metadata = `filename ${btoa("p.jpg")},albumId ${btoa(id)}`;
    const headers = { "tus-resumable": "1.0.0" };
    const begun = await client.request("POST", "/api/uploads", {
      headers: { ...headers, "upload-length": String(file.length), "upload-metadata": metadata },
    });
    assert.equal(begun.status, 201, begun.text);
    if (isGone) await client.delete(`/api/albums/${id}`);
    const done = await client.request("PATCH", begun.headers.get("location") ?? "", {
      headers: { ...headers, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      bytes: file,
    });
    assert.equal(done.status, 201, done.text);
    const { image } = done.body as { image: Image };
    if (!isGone) assert.deepEqual(await listed(client, id), idsOf(image));
    assert.equal((await client.get(`/api/images/${image.id}`)).status, 200);
  }
  const unknown = await client.request("POST", "/api/uploads", {
    headers: { "tus-resumable": "1.0.0", "upload-length": "9", "upload-metadata": `albumId ${btoa("abc")}` },
  });
  assert.equal(unknown.code, "not-found");
});

test("a cover must be in the album, is kept while it is shown, and gives way when it is not", async () => {
  const { client } = await app.member();
  const [one, two, outside] = [
    await pictureOf(client, 1),
    await pictureOf(client, 2),
    await pictureOf(client, 3),
  ];
  const { id } = await albumOf(client);
  await put(client, id, one, two);
  for (const coverImageId of [outside.id, "abc"]) {
    assert.equal((await client.patch(`/api/albums/${id}`, { coverImageId })).code, "request.invalid");
  }
  const chosen = (await client.patch(`/api/albums/${id}`, { coverImageId: one.id })).body as Album;
  assert.deepEqual([chosen.cover?.id, chosen.coverChosen], [one.id, true]);
  await client.delete(`/api/images/${one.id}`);
  const without = await read(client, id);
  assert.deepEqual([without.cover?.id, without.coverChosen], [two.id, false]);
  await client.post(`/api/trash/${one.id}/restore`);
  assert.equal((await read(client, id)).cover?.id, one.id);
  const cleared = (await client.patch(`/api/albums/${id}`, { coverImageId: null })).body as Album;
  assert.deepEqual([cleared.cover?.id, cleared.coverChosen], [two.id, false]);
});

test("name and description are kept as they were given, edits of one moment follow one another", async () => {
  const { client } = await app.member();
  const { id } = await albumOf(client, "  Lac d’Annecy 🏞  ");
  assert.equal((await read(client, id)).name, "Lac d’Annecy 🏞");
  const edits = Array.from({ length: 5 }, (_, n) =>
    client.patch(`/api/albums/${id}`, n % 2 === 0 ? { name: "Lake" } : { description: "two\nlines" }),
  );
  for (const reply of await Promise.all(edits)) assert.equal(reply.status, 200, reply.text);
  const { name, description } = await read(client, id);
  assert.deepEqual([name, description], ["Lake", "two\nlines"]);
  for (const body of [{ name: "" }, { name: "x".repeat(LIMITS.albumNameLength + 1) }, { name: "a\u202eb" }]) {
    assert.equal((await client.post("/api/albums", body)).code, "request.invalid");
  }
});

test("deleting an album leaves its pictures, and nothing of its keys", async () => {
  const { client } = await app.member();
  const image = await pictureOf(client, 1);
  const { id } = await albumOf(client);
  await put(client, id, image);
  assert.equal((await client.delete(`/api/albums/${id}`)).status, 204);
  for (const path of [`/api/albums/${id}`, `/api/images?albumId=${id}`]) {
    assert.equal((await client.get(path)).code, "not-found");
  }
  assert.equal((await client.delete(`/api/albums/${id}`)).code, "not-found");
  assert.equal((await client.get(`/api/images/${image.id}`)).status, 200);
  const { db } = app.database;
  assert.deepEqual(await db.selectFrom("sealed_keys").selectAll().where("holder", "=", id).execute(), []);
  assert.deepEqual(await db.selectFrom("albums").selectAll().where("id", "=", id).execute(), []);
});

test("albums are listed by pages, those made last first, and a cursor is one person's", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const names: string[] = [];
  for (const name of ["One", "Two", "Three"]) {
    await albumOf(anna.client, name);
    app.advance(1000);
  }
  let cursor: string | null = "";
  while (cursor !== null) {
    const reply = await anna.client.get(`/api/albums?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
    const page = reply.body as { items: Album[]; nextCursor: string | null };
    names.push(...page.items.map((album) => album.name));
    if (page.nextCursor !== null) {
      const stolen = await bert.client.get(`/api/albums?cursor=${page.nextCursor}`);
      assert.equal(stolen.code, "request.invalid");
    }
    cursor = page.nextCursor;
  }
  assert.deepEqual(names, ["Three", "Two", "One"]);
});
