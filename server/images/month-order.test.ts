import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import { albumKey, comparePlaced, indexAfter, monthOrders, type Placed } from "./month-order.ts";

const ANNA = "anna" as AccountId;
const BERT = "bert" as AccountId;
const MAY = "2024-05";
const JUNE = "2024-06";
const ALBUM = "album" as AlbumId;

const placed = (id: string, takenAt: string): Placed => ({ id: id as ImageId, takenAt });
const MAY_IMAGES = [
  placed("a", "2024-05-01T00:00:00"),
  placed("b", "2024-05-03T00:00:00"),
  placed("d", "2024-05-02T00:00:00"),
  placed("c", "2024-05-02T00:00:00"),
];
const idsOf = (order: readonly Placed[] | undefined) => order?.map(({ id }) => id).join("");
const never = () => Promise.reject(new Error("was built again"));

/** Orders in which May is known. */
async function knowingMay(maxEntries?: number) {
  const orders = monthOrders(maxEntries);
  await orders.orders(ANNA, [MAY], async () => new Map([[MAY, MAY_IMAGES]]));
  await orders.months(ANNA, async () => new Map([[MAY, 4]]));
  const month = async (name = MAY) => idsOf((await orders.orders(ANNA, [name], never)).get(name));
  return { orders, month };
}

test("a month is ordered newest first, images of one second by their ids, and built once", async () => {
  const { month } = await knowingMay();
  assert.equal(await month(), "bcda");
  assert.equal(await month(), "bcda");
});

test("what is added and removed is found in its place and counted, without building anew", async () => {
  const { orders, month } = await knowingMay();
  await orders.changing(ANNA, async (order) => {
    order.add(placed("e", "2024-05-02T12:00:00+02:00"));
    order.remove(new Map([["a" as ImageId, MAY]]));
    order.add(placed("f", "2024-06-02T12:00:00"));
  });
  assert.equal(await month(), "becd");
  const months = await orders.months(ANNA, never);
  assert.deepEqual(months, [
    { month: JUNE, count: 1 },
    { month: MAY, count: 4 },
  ]);
  await orders.changing(ANNA, async (order) => order.remove(new Map([["f" as ImageId, JUNE]])));
  assert.deepEqual(await orders.months(ANNA, never), [{ month: MAY, count: 4 }]);
});

test("only the months that are not known are asked for", async () => {
  const { orders } = await knowingMay();
  const asked: string[] = [];
  const found = await orders.orders(ANNA, [JUNE, MAY], async (missing) => {
    asked.push(...missing);
    return new Map([[JUNE, [placed("x", "2024-06-01T00:00:00")]]]);
  });
  assert.deepEqual(asked, [JUNE]);
  assert.equal(idsOf(found.get(JUNE)), "x");
  assert.equal(idsOf(found.get(MAY)), "bcda");
});

test("what was read while something changed is answered and not kept", async () => {
  const { orders } = await knowingMay();
  const reading = orders.orders(ANNA, [JUNE], async () => {
    await orders.changing(ANNA, async () => undefined);
    return new Map([[JUNE, [placed("old", "2024-06-01T00:00:00")]]]);
  });
  assert.equal(idsOf((await reading).get(JUNE)), "old");
  const again = await orders.orders(
    ANNA,
    [JUNE],
    async () => new Map([[JUNE, [placed("new", "2024-06-01T00:00:00")]]]),
  );
  assert.equal(idsOf(again.get(JUNE)), "new");
});

test("a change under way keeps nothing that is read during it, so nothing is counted twice", async () => {
  const orders = monthOrders();
  await orders.changing(ANNA, async (order) => {
    // Committed, and read by somebody else before it is told here.
    await orders.orders(ANNA, [MAY], async () => new Map([[MAY, MAY_IMAGES]]));
    await orders.months(ANNA, async () => new Map([[MAY, 4]]));
    order.add(placed("a", "2024-05-01T00:00:00"));
  });
  const built = await orders.orders(ANNA, [MAY], async () => new Map([[MAY, MAY_IMAGES]]));
  assert.equal(idsOf(built.get(MAY)), "bcda");
});

test("a change that fails leaves the order as it was", async () => {
  const { orders, month } = await knowingMay();
  await assert.rejects(
    orders.changing(ANNA, () => Promise.reject(new Error("taken back"))),
    /taken back/,
  );
  assert.equal(await month(), "bcda");
});

test("a forgotten account has nothing left in memory, nor what was being read; others keep theirs", async () => {
  const { orders } = await knowingMay();
  await orders.orders(BERT, [MAY], async () => new Map([[MAY, MAY_IMAGES.slice(0, 1)]]));
  assert.equal(orders.entries, 5);
  await orders.orders(ANNA, [JUNE], async () => {
    orders.forget(ANNA);
    return new Map([[JUNE, [placed("x", "2024-06-01T00:00:00")]]]);
  });
  assert.equal(orders.entries, 1);
  await assert.rejects(orders.orders(ANNA, [MAY], never), /built again/);
  await assert.rejects(orders.months(ANNA, never), /built again/);
  assert.equal(idsOf((await orders.orders(BERT, [MAY], never)).get(MAY)), "a");
});

test("no more than so many places are held; the month longest unused goes first", async () => {
  const { orders } = await knowingMay(6);
  const june = new Map([[JUNE, [placed("x", "2024-06-01T00:00:00")]]]);
  await orders.orders(ANNA, [JUNE], async () => june);
  await orders.orders(ANNA, [MAY], never);
  const july = [placed("y", "2024-07-01T00:00:00"), placed("z", "2024-07-02T00:00:00")];
  await orders.orders(ANNA, ["2024-07"], async () => new Map([["2024-07", july]]));
  assert.equal(orders.entries, 6);
  await orders.orders(ANNA, [MAY, "2024-07"], never);
  await assert.rejects(orders.orders(ANNA, [JUNE], never), /built again/);
});

test("months without images are not held, however many are asked for", async () => {
  const orders = monthOrders();
  for (let year = 1900; year < 2000; year += 1)
    await orders.orders(ANNA, [`${year}-01`], async () => new Map());
  assert.equal(orders.entries, 0);
});

test("after any changes the orders of a month and of albums are those that building anew would give", async () => {
  const time = fc
    .integer({ min: 1, max: 28 })
    .map((day) => `2024-05-${String(day).padStart(2, "0")}T00:00:00`);
  const id = fc.constantFrom("a", "b", "c", "d", "e", "f").map((letter) => letter as ImageId);
  const change = fc.oneof(
    fc.record({ kind: fc.constant("show"), id, takenAt: time, isIn: fc.boolean() }),
    fc.record({ kind: fc.constant("album"), id, takenAt: time, isIn: fc.boolean() }),
    fc.record({ kind: fc.constant("hide"), ids: fc.uniqueArray(id, { minLength: 1 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
      const { orders } = await knowingMay();
      const key = albumKey(ALBUM);
      await orders.orders(ANNA, [key], async () => new Map([[key, MAY_IMAGES.slice(0, 2)]]));
      const shown = new Map(MAY_IMAGES.map((image) => [image.id, image]));
      const inAlbum = new Set(MAY_IMAGES.slice(0, 2).map((image) => image.id));
      for (const one of changes) {
        await orders.changing(ANNA, async (order) => {
          if ("ids" in one) {
            const hidden = one.ids.filter((hiddenId) => shown.delete(hiddenId));
            order.remove(new Map(hidden.map((hiddenId) => [hiddenId, MAY])));
            return;
          }
          const at = shown.get(one.id);
          if (one.kind === "show" && at === undefined) {
            if (one.isIn) inAlbum.add(one.id);
            shown.set(one.id, placed(one.id, one.takenAt));
            order.add(placed(one.id, one.takenAt), inAlbum.has(one.id) ? [ALBUM] : []);
          } else if (one.kind === "album" && at !== undefined && one.isIn) {
            inAlbum.add(one.id);
            order.addToAlbums([ALBUM], at);
          } else if (one.kind === "album" && at !== undefined) {
            inAlbum.delete(one.id);
            order.removeFromAlbum(ALBUM, new Set([one.id]));
          }
        });
      }
      const all = [...shown.values()].sort(comparePlaced);
      const ofAlbum = all.filter((image) => inAlbum.has(image.id));
      const found = await orders.orders(ANNA, [MAY, key], async () => new Map());
      assert.deepEqual(found.get(MAY), all);
      assert.deepEqual(found.get(key), ofAlbum);
      assert.equal(orders.entries, all.length + ofAlbum.length);
    }),
  );
});

test("a page goes on after its place, whether or not the image that stood there is still there", () => {
  const order = [...MAY_IMAGES].sort(comparePlaced);
  assert.equal(indexAfter(order, placed("c", "2024-05-02T00:00:00")), 2);
  assert.equal(indexAfter(order, placed("cc", "2024-05-02T00:00:00")), 2);
  assert.equal(indexAfter(order, placed("z", "2024-06-02T00:00:00")), 0);
  assert.equal(indexAfter(order, placed("a", "2024-04-02T00:00:00")), 4);
});
