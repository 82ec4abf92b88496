import assert from "node:assert/strict";
import { test } from "node:test";
import { monthByKey } from "./scrubber-keys.ts";

const months = ["2024-05", "2024-02", "2023-12", "2023-01", "2020-07"].map((month) => ({ month }));
const walk = (key: string, from: number) => monthByKey(key, months, from);

test("arrows go month by month and stop at the ends", () => {
  assert.deepEqual([walk("ArrowDown", 0), walk("ArrowDown", 4)], [1, 4]);
  assert.deepEqual([walk("ArrowUp", 3), walk("ArrowUp", 0)], [2, 0]);
});

test("Page Down goes to the next older year, Page Up to where this one began and on to the newer", () => {
  assert.deepEqual([walk("PageDown", 0), walk("PageDown", 2), walk("PageDown", 4)], [2, 4, 4]);
  assert.deepEqual([walk("PageUp", 3), walk("PageUp", 2), walk("PageUp", 0)], [2, 0, 0]);
});

test("Home and End go to the ends, and other keys nowhere", () => {
  assert.deepEqual([walk("Home", 3), walk("End", 1), walk("a", 1)], [0, 4, null]);
});
