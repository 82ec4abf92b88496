import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image, MonthLayout } from "../../contract/images.ts";
import { withoutPlaced, withPlaced } from "./month-layout.ts";

const DAY = 86_400;
const layout = {
  ids: ["d", "b", "c", "a"],
  seconds: [20 * DAY, 10 * DAY, 10 * DAY, 0],
  ratios: [1500, 667, 1000, 1333],
  sizes: [4, 2, 3, 1],
} as unknown as MonthLayout;
const picture = (id: string, takenAt: string, rotation = 0) =>
  ({ id, takenAt, rotation, width: 300, height: 200, sizeBytes: 9 }) as Image;
const idsOf = (one: MonthLayout) => one.ids.join("");

test("a picture goes where its date belongs, one of the same second by its id", () => {
  assert.equal(idsOf(withPlaced(layout, picture("n", "2024-06-30T00:00:00"))), "ndbca");
  assert.equal(idsOf(withPlaced(layout, picture("n", "2024-06-15T00:00:00+02:00"))), "dnbca");
  assert.equal(idsOf(withPlaced(layout, picture("bb", "2024-06-11T00:00:00"))), "dbbbca");
  assert.equal(idsOf(withPlaced(layout, picture("n", "2024-06-01T00:00:00"))), "dbcan");
});

test("the lists stay of one length, and say what the picture is like", () => {
  const { seconds, ratios, sizes } = withPlaced(layout, picture("n", "2024-06-15T00:01:00", 90));
  assert.deepEqual(seconds, [20 * DAY, 14 * DAY + 60, 10 * DAY, 10 * DAY, 0]);
  assert.deepEqual(ratios, [1500, 667, 667, 1000, 1333]);
  assert.deepEqual(sizes, [4, 9, 2, 3, 1]);
});

test("a picture that stands there already is moved, never doubled", () => {
  assert.equal(idsOf(withPlaced(layout, picture("a", "2024-06-29T00:00:00"))), "adbc");
});

test("what is taken out is gone from every list, and a layout without it stays the same object", () => {
  const left = withoutPlaced(layout, new Set(["b", "a", "x"]));
  assert.deepEqual(left, {
    ids: ["d", "c"],
    seconds: [20 * DAY, 10 * DAY],
    ratios: [1500, 1000],
    sizes: [4, 3],
  });
  assert.equal(withoutPlaced(layout, new Set(["x"])), layout);
});
