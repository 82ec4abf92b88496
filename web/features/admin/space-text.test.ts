import assert from "node:assert/strict";
import { test } from "node:test";
import { quotaOf, spaceText } from "./space-text.ts";

test("a size is typed in gigabytes, with a point or a comma, and nothing means the default", () => {
  assert.equal(quotaOf("5"), 5 * 1024 ** 3);
  assert.equal(quotaOf(" 0,5 "), 1024 ** 3 / 2);
  assert.equal(quotaOf("0"), 0);
  assert.equal(quotaOf("  "), null);
  for (const wrong of ["-1", "5 GB", "1.2.3", "1e9", "٥", "9999999"]) {
    assert.equal(quotaOf(wrong), undefined, wrong);
  }
});

test("what is shown is what was typed", () => {
  for (const typed of ["", "0", "0.5", "5", "1000"]) assert.equal(spaceText(quotaOf(typed) ?? null), typed);
});
