import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { type Image, listImages, listMonths } from "#contract/images.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { picture, upload } from "./pictures.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const namesOf = (images: readonly Image[]) => images.map((image) => image.name);

/** Every page of a list, one after the other. */
async function pagesOf(client: ApiClient, path: string, limit: number): Promise<Image[][]> {
  const pages: Image[][] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page = (await client.get(`${path}?limit=${limit}${more}`)).as(listImages.replies[200]);
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

async function monthsOf(client: ApiClient) {
  return (await client.get("/api/timeline")).as(listMonths.replies[200]).items;
}

/** Uploads pictures taken at these times, each named by its time. */
async function keep(client: ApiClient, ...times: string[]): Promise<Image[]> {
  const kept: Image[] = [];
  for (const time of times) {
    const takenAt = time.replaceAll("-", ":").replace("T", " ");
    kept.push(await upload(client, await picture(time, { takenAt }), { name: `${time}.jpg` }));
  }
  return kept;
}

const TIMES = [
  "2024-05-02T10:00:00",
  "2021-12-31T23:59:59",
  "2024-05-01T10:00:00",
  "2022-01-01T00:00:00",
  "2024-05-31T10:00:00",
  "1999-07-07T07:07:07",
  "2024-06-01T00:00:00",
];
const NEWEST_FIRST = TIMES.toSorted().reverse();

test("a new account has no months, no images and an empty trash", async () => {
  const { client } = await app.member();
  assert.deepEqual((await client.get("/api/timeline")).body, { items: [] });
  for (const path of ["/api/images", "/api/timeline/2024-05", "/api/trash"]) {
    assert.deepEqual((await client.get(path)).body, { items: [], nextCursor: null });
  }
});

test("months and images come newest first by the time they were taken, in pages of any size", async () => {
  const { client, accountId } = await app.member();
  await keep(client, ...TIMES);
  assert.deepEqual(await monthsOf(client), [
    { month: "2024-06", count: 1 },
    { month: "2024-05", count: 3 },
    { month: "2022-01", count: 1 },
    { month: "2021-12", count: 1 },
    { month: "1999-07", count: 1 },
  ]);
  const names = NEWEST_FIRST.map((time) => `${time}.jpg`);
  for (const limit of [1, 2, 3, 6, 7, 8, 200]) {
    const pages = await pagesOf(client, "/api/images", limit);
    assert.deepEqual(namesOf(pages.flat()), names, `pages of ${limit}`);
    assert.equal(pages.length, Math.ceil(TIMES.length / limit));
    assert.ok(pages.slice(0, -1).every((page) => page.length === limit));
  }
  for (const limit of [1, 2, 3, 4]) {
    const pages = await pagesOf(client, "/api/timeline/2024-05", limit);
    assert.deepEqual(namesOf(pages.flat()), names.slice(1, 4));
  }
  // The same from nothing in memory.
  app.rooms.forgetting.forget(accountId as AccountId);
  assert.deepEqual(namesOf((await pagesOf(client, "/api/images", 2)).flat()), names);
  assert.equal((await monthsOf(client)).length, 5);
});

test("images of one second all come, each once", async () => {
  const { client } = await app.member();
  const ids: string[] = [];
  for (let n = 0; n < 9; n += 1) {
    const file = await picture(`second ${n}`, { takenAt: "2024:05:05 05:05:05" });
    ids.push((await upload(client, file)).id);
  }
  for (const path of ["/api/images", "/api/timeline/2024-05"]) {
    const listed = (await pagesOf(client, path, 2)).flat().map((image) => image.id);
    assert.deepEqual(listed, ids.toSorted());
  }
});

test("lists follow uploads, edits, the trash and destruction at once", async () => {
  const { client } = await app.member();
  const [first, second] = await keep(client, "2024-05-01T00:00:00", "2024-05-02T00:00:00");
  const shown = async () => ({
    all: namesOf((await pagesOf(client, "/api/images", 10)).flat()),
    may: namesOf((await pagesOf(client, "/api/timeline/2024-05", 10)).flat()),
    months: (await monthsOf(client)).map(({ month, count }) => `${month}:${count}`),
  });
  const one = "2024-05-01T00:00:00.jpg";
  const two = "2024-05-02T00:00:00.jpg";
  assert.deepEqual(await shown(), { all: [two, one], may: [two, one], months: ["2024-05:2"] });
  await client.patch(`/api/images/${first!.id}`, { takenAt: "2024-05-03T00:00:00" });
  assert.deepEqual(await shown(), { all: [one, two], may: [one, two], months: ["2024-05:2"] });
  await client.patch(`/api/images/${first!.id}`, { takenAt: "2023-01-03T00:00:00" });
  assert.deepEqual(await shown(), { all: [two, one], may: [two], months: ["2024-05:1", "2023-01:1"] });
  await client.delete(`/api/images/${second!.id}`);
  assert.deepEqual(await shown(), { all: [one], may: [], months: ["2023-01:1"] });
  await client.post(`/api/trash/${second!.id}/restore`);
  assert.deepEqual(await shown(), { all: [two, one], may: [two], months: ["2024-05:1", "2023-01:1"] });
  await client.delete(`/api/images/${first!.id}`);
  await client.delete(`/api/trash/${first!.id}`);
  assert.deepEqual(await shown(), { all: [two], may: [two], months: ["2024-05:1"] });
  const [third] = await keep(client, "2024-05-01T12:00:00");
  assert.deepEqual(await shown(), {
    all: [two, third!.name],
    may: [two, third!.name],
    months: ["2024-05:2"],
  });
});

test("a list goes on where it was, though images came and went", async () => {
  const { client } = await app.member();
  const kept = await keep(client, ...TIMES);
  const first = (await client.get("/api/images?limit=3")).as(listImages.replies[200]);
  // The last one shown goes, a newer and an older one come.
  const last = kept.find((image) => image.id === first.items[2]!.id)!;
  await client.delete(`/api/images/${last.id}`);
  await keep(client, "2025-01-01T00:00:00", "2000-01-01T00:00:00");
  const rest: string[] = [];
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = (await client.get(`/api/images?limit=2&cursor=${cursor}`)).as(listImages.replies[200]);
    rest.push(...namesOf(page.items));
    cursor = page.nextCursor;
  }
  const expected = [...NEWEST_FIRST.slice(3), "2000-01-01T00:00:00"].toSorted().reverse();
  assert.deepEqual(
    rest,
    expected.map((time) => `${time}.jpg`),
  );
});

test("a list asked for while others upload shows everything once all is done", async () => {
  const { client } = await app.member();
  const files = await Promise.all(
    Array.from({ length: 8 }, (_, n) => picture(`busy ${n}`, { takenAt: `2024:05:0${n + 1} 00:00:00` })),
  );
  const asking = Array.from({ length: 12 }, () => client.get("/api/timeline/2024-05"));
  const uploading = files.map((file) => client.upload(file));
  await Promise.all([...asking, ...uploading, client.get("/api/timeline"), client.get("/api/images")]);
  assert.equal((await pagesOf(client, "/api/timeline/2024-05", 200)).flat().length, 8);
  assert.deepEqual(await monthsOf(client), [{ month: "2024-05", count: 8 }]);
});

test("a month that is none, or holds nothing, is an empty list", async () => {
  const { client } = await app.member();
  for (const month of [
    "2024-04",
    "2024-13",
    "2024-00",
    "1825-12",
    "2101-01",
    "yesterday",
    "2024",
    "0000-00",
  ]) {
    const reply = await client.get(`/api/timeline/${month}`);
    assert.deepEqual([reply.status, reply.body], [200, { items: [], nextCursor: null }], month);
  }
});

test("a cursor that was forged, changed, or belongs to another list or person is refused", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  for (const { client } of [anna, bert]) await keep(client, ...TIMES.slice(0, 5));
  const cursorOf = async (client: ApiClient, path: string) =>
    (await client.get(`${path}?limit=1`)).as(listImages.replies[200]).nextCursor ?? "";
  const own = await cursorOf(anna.client, "/api/images");
  const ofMay = await cursorOf(anna.client, "/api/timeline/2024-05");
  const foreign = await cursorOf(bert.client, "/api/images");
  const changed = `${own.slice(0, -3)}${own.at(-3) === "A" ? "B" : "A"}${own.slice(-2)}`;
  assert.equal((await anna.client.get(`/api/images?cursor=${own}`)).status, 200);
  for (const cursor of [foreign, ofMay, changed, "", "x", "null", Buffer.from("[]").toString("base64url")]) {
    const reply = await anna.client.get(`/api/images?cursor=${cursor}`);
    assert.equal(reply.code, "request.invalid", cursor);
    assert.equal((await anna.client.get(`/api/trash?cursor=${cursor}`)).code, "request.invalid");
  }
  for (const month of ["2024-06", "2024-13"]) {
    const reply = await anna.client.get(`/api/timeline/${month}?cursor=${ofMay}`);
    assert.equal(reply.code, "request.invalid");
  }
  assert.ok(!Buffer.from(own, "base64url").toString("latin1").includes("2024"));
});

test("limits outside 1 to 200 are refused", async () => {
  const { client } = await app.member();
  for (const limit of ["0", "201", "-1", "1.5", "ten"]) {
    for (const path of ["/api/images", "/api/timeline/2024-05", "/api/trash"]) {
      assert.equal((await client.get(`${path}?limit=${limit}`)).code, "request.invalid");
    }
  }
});

test("an album that does not exist is not found", async () => {
  const { client } = await app.member();
  assert.equal((await client.get("/api/images?albumId=abc")).code, "not-found");
  const file = await picture("for an album");
  assert.equal((await client.upload(file, { fields: { albumId: "abc" } })).code, "not-found");
  assert.equal((await client.upload(file)).status, 201);
});
