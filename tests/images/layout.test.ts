import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { getMonthLayout, type Image, listMonthImages, type MonthLayout } from "#contract/images.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { layoutMonth } from "../../server/images/layout-month.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { callerOf, noisyPng, picture, upload } from "./pictures.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function layoutOf(client: ApiClient, month: string): Promise<MonthLayout> {
  return (await client.get(`/api/timeline/${month}/layout`)).as(getMonthLayout.replies[200]);
}

async function page(
  client: ApiClient,
  query: string,
): Promise<{ items: Image[]; nextCursor: string | null }> {
  return (await client.get(`/api/timeline/2024-05?${query}`)).as(listMonthImages.replies[200]);
}

/** Uploads pictures of May 2024, one a day from the given ones on. */
async function keep(client: ApiClient, ...days: number[]): Promise<Image[]> {
  const kept: Image[] = [];
  for (const day of days) {
    const takenAt = `2024:05:${String(day).padStart(2, "0")} 01:02:03`;
    kept.push(await upload(client, await picture(`day ${day}`, { takenAt })));
  }
  return kept;
}

test("a month's layout names its pictures, times, shapes and sizes, newest first", async () => {
  const { client, accountId } = await app.member();
  const [second, thirtieth] = await keep(client, 2, 30);
  const day = 86_400;
  const expected: MonthLayout = {
    ids: [thirtieth!.id, second!.id],
    seconds: [29 * day + 3723, day + 3723],
    ratios: [1500, 1500],
    sizes: [thirtieth!.sizeBytes, second!.sizeBytes],
  };
  assert.deepEqual(await layoutOf(client, "2024-05"), expected);
  app.rooms.forgetting.forget(accountId as AccountId);
  assert.deepEqual(await layoutOf(client, "2024-05"), expected);
});

test("the layout follows what comes, goes, is turned, and is taken at another time", async () => {
  const { client } = await app.member();
  const [first, second] = await keep(client, 1, 2);
  assert.equal((await layoutOf(client, "2024-05")).ids.length, 2);
  await client.patch(`/api/images/${first!.id}`, { rotation: 90 });
  assert.deepEqual((await layoutOf(client, "2024-05")).ratios, [1500, 667]);
  await client.patch(`/api/images/${first!.id}`, { takenAt: "2024-05-03T00:00:00" });
  const turned = await layoutOf(client, "2024-05");
  assert.deepEqual(
    [turned.ids, turned.ratios],
    [
      [first!.id, second!.id],
      [667, 1500],
    ],
  );
  await client.delete(`/api/images/${first!.id}`);
  assert.deepEqual((await layoutOf(client, "2024-05")).ids, [second!.id]);
  await client.post(`/api/trash/${first!.id}/restore`);
  assert.deepEqual(await layoutOf(client, "2024-05"), turned);
  const square = await upload(client, noisyPng(8, 4));
  const month = square.takenAt.slice(0, 7);
  assert.deepEqual((await layoutOf(client, month)).ratios, [2000]);
});

test("a picture that came into the order by its time alone is given its shape", async () => {
  const member = await app.member();
  const [kept] = await keep(member.client, 4);
  const caller = await callerOf(app, member);
  const gallery = openGallery(app.rooms);
  const whole = await layoutMonth(gallery, caller, "2024-05");
  assert.deepEqual(whole.ratios, [1500]);
  await gallery.orders.changing(caller.accountId, async (order) => {
    order.remove(new Map([[kept!.id, "2024-05"]]));
    order.add({ id: kept!.id, takenAt: kept!.takenAt });
  });
  assert.deepEqual(await layoutMonth(gallery, caller, "2024-05"), whole);
});

test("a damaged picture has its place in the layout, and nothing else of it is told", async () => {
  const { client, accountId } = await app.member();
  const [damaged, whole] = await keep(client, 7, 8);
  await app.database.db
    .updateTable("images")
    .set({ sealed_details: Buffer.alloc(80) })
    .where("id", "=", damaged!.id as never)
    .execute();
  app.rooms.forgetting.forget(accountId as AccountId);
  const { ids, seconds, ratios, sizes } = await layoutOf(client, "2024-05");
  assert.deepEqual(ids, [whole!.id, damaged!.id]);
  assert.deepEqual([seconds[1], ratios[1], sizes[1]], [0, 1000, 0]);
});

test("a month that is none, or holds nothing, has an empty layout", async () => {
  const { client } = await app.member();
  for (const month of ["2024-04", "2024-13", "1825-12", "yesterday"]) {
    assert.deepEqual(await layoutOf(client, month), { ids: [], seconds: [], ratios: [], sizes: [] });
  }
});

test("a page of a month begins at any index, and goes on by its cursor", async () => {
  const { client } = await app.member();
  await keep(client, 1, 2, 3, 4, 5);
  const { ids } = await layoutOf(client, "2024-05");
  for (let from = 0; from <= 6; from += 1) {
    const first = await page(client, `from=${from}&limit=2`);
    const shown = first.items.map(({ id }) => id);
    assert.deepEqual(shown, ids.slice(from, from + 2));
    if (first.nextCursor === null) continue;
    const second = await page(client, `cursor=${first.nextCursor}&limit=2`);
    assert.deepEqual(
      second.items.map(({ id }) => id),
      ids.slice(from + 2, from + 4),
    );
  }
});

test("an index that is none, or stands beside a cursor, is refused", async () => {
  const { client } = await app.member();
  await keep(client, 1, 2);
  const { nextCursor } = await page(client, "limit=1");
  for (const query of ["from=-1", "from=1.5", "from=x", "from=10000001", `from=0&cursor=${nextCursor}`]) {
    const reply = await client.get(`/api/timeline/2024-05?${query}`);
    assert.equal(reply.code, "request.invalid", query);
  }
});
