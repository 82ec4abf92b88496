import assert from "node:assert/strict";
import { test } from "node:test";
import { compareTimes } from "./compare-times.ts";

test("two heaps of the same times are told apart by nothing", () => {
  const { chance, deviations, medianKnown, medianUnknown } = compareTimes([1, 2, 3, 4], [1, 2, 3, 4]);
  assert.deepEqual([chance, deviations, medianKnown, medianUnknown], [0.5, 0, 2.5, 2.5]);
});

test("heaps that do not overlap are told apart for certain, and by many deviations", () => {
  const low = Array.from({ length: 50 }, (_, index) => index);
  const high = low.map((one) => one + 100);
  assert.equal(compareTimes(high, low).chance, 1);
  assert.equal(compareTimes(low, high).chance, 0);
  assert.ok(compareTimes(high, low).deviations > 8);
});
