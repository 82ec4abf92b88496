import assert from "node:assert/strict";
import { test } from "node:test";
import { safeNext } from "./way-back.ts";

test("the way back leads to a path of ours", () => {
  assert.equal(safeNext("/gallery/abc"), "/gallery/abc");
  assert.equal(safeNext("/settings/vault?x=1#y"), "/settings/vault?x=1#y");
});

test("the way back never leads to another site", () => {
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    undefined,
    7,
  ]) {
    assert.equal(safeNext(next), "/gallery");
  }
});
