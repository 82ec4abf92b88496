import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image } from "../../contract/images.ts";
import {
  isComplete,
  loadedPictures,
  withChangedPicture,
  withMonthCount,
  withoutPicture,
  withPicture,
} from "./picture-pages.ts";

const picture = (id: string, day: number) =>
  ({ id, takenAt: `2024-06-${String(day).padStart(2, "0")}T12:00:00`, caption: "" }) as Image;
const pages = [
  { items: [picture("a", 28), picture("b", 20)], nextCursor: "more" },
  { items: [picture("c", 15), picture("d", 10)], nextCursor: "more" },
];
const ids = (of: typeof pages) => loadedPictures(of).map((image) => image.id);

test("a new picture goes where its date belongs, on whatever page that is", () => {
  assert.deepEqual(ids(withPicture(pages, picture("n", 30))), ["n", "a", "b", "c", "d"]);
  assert.deepEqual(ids(withPicture(pages, picture("n", 18))), ["a", "b", "n", "c", "d"]);
});

test("the newer of two equal dates comes first", () => {
  assert.deepEqual(ids(withPicture(pages, picture("n", 20))), ["a", "n", "b", "c", "d"]);
});

test("a picture older than all that is loaded waits for its page, unless this was the last one", () => {
  assert.deepEqual(ids(withPicture(pages, picture("n", 2))), ["a", "b", "c", "d"]);
  const all = [{ items: pages[0]!.items, nextCursor: null }];
  assert.deepEqual(
    loadedPictures(withPicture(all, picture("n", 2))).map((image) => image.id),
    ["a", "b", "n"],
  );
});

test("a picture that is already listed is never listed twice", () => {
  assert.deepEqual(ids(withPicture(pages, picture("d", 29))), ["d", "a", "b", "c"]);
});

test("a changed picture keeps its place", () => {
  const changed = withChangedPicture(pages, { ...picture("c", 15), caption: "Lake" });
  assert.deepEqual(ids(changed), ["a", "b", "c", "d"]);
  assert.equal(loadedPictures(changed)[2]!.caption, "Lake");
});

test("a removed picture is gone and other pages stay the same objects", () => {
  const left = withoutPicture(pages, "a");
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
