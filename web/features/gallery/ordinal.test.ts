import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorOfOrdinal, ordinalOf } from "./ordinal.ts";

const months = [
  { month: "2024-03", count: 30 },
  { month: "2024-02", count: 40 },
  { month: "2024-01", count: 5 },
];

test("a place is a number of newer pictures, and the number leads back to it", () => {
  for (const ordinal of [1, 29, 31, 69, 71, 74]) {
    const anchor = anchorOfOrdinal(months, ordinal);
    assert.ok(anchor !== null);
    assert.equal(ordinalOf(months, anchor), ordinal);
  }
  assert.deepEqual(anchorOfOrdinal(months, 30), { month: "2024-02", index: null, below: 0 });
});

test("a number beyond the end leads to the end, and what is no number leads nowhere", () => {
  assert.equal(anchorOfOrdinal(months, 1_000_000)?.month, "2024-01");
  for (const nothing of [0, -3, Number.NaN, "7", null, undefined]) {
    assert.equal(anchorOfOrdinal(months, nothing), null);
  }
  assert.equal(anchorOfOrdinal([], 7), null);
});
