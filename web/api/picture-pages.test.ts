import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image } from "../../contract/images.ts";
import { isComplete, loadedPictures, withMonthCount, withoutPictures } from "./picture-pages.ts";

const picture = (id: string, day: number) =>
  ({ id, takenAt: `2024-06-${String(day).padStart(2, "0")}T12:00:00`, caption: "" }) as Image;
const pages = [
  { items: [picture("a", 28), picture("b", 20)], nextCursor: "more" },
  { items: [picture("c", 15), picture("d", 10)], nextCursor: "more" },
];
const ids = (of: typeof pages) => loadedPictures(of).map((image) => image.id);

test("a removed picture is gone and other pages stay the same objects", () => {
  const left = withoutPictures(pages, new Set(["a"]));
  assert.deepEqual(ids(left), ["b", "c", "d"]);
  assert.equal(left[1], pages[1]);
});

test("a list is complete once a page has no cursor", () => {
  assert.equal(isComplete(pages), false);
  assert.equal(isComplete([...pages, { items: [], nextCursor: null }]), true);
  assert.equal(isComplete([]), false);
});

test("a month appears with its first picture, in order, and goes with its last", () => {
  const months = [
    { month: "2024-08", count: 3 },
    { month: "2024-06", count: 1 },
  ];
  assert.deepEqual(withMonthCount(months, "2024-07", 1), [
    months[0],
    { month: "2024-07", count: 1 },
    months[1],
  ]);
  assert.deepEqual(withMonthCount(months, "2024-06", -1), [months[0]]);
  assert.deepEqual(withMonthCount(months, "2024-01", -1), months);
});
