import assert from "node:assert/strict";
import { test } from "node:test";
import { turnedBy } from "./rotate-picture.ts";

test("quarter turns go round, in both directions", () => {
  assert.equal(turnedBy(0, 1), 90);
  assert.equal(turnedBy(270, 1), 0);
  assert.equal(turnedBy(0, -1), 270);
  assert.equal(turnedBy(180, -6), 0);
});
