import assert from "node:assert/strict";
import { test } from "node:test";
import { extendSelected, NOTHING_SELECTED, toggleSelected } from "./selection.ts";

const order = ["a", "b", "c", "d", "e"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join("");

test("a second click takes a picture out again", () => {
  const once = toggleSelected(NOTHING_SELECTED, "b");
  assert.equal(ids(once), "b");
  assert.equal(ids(toggleSelected(once, "b")), "");
});

test("shift chooses the stretch in both directions and keeps what was chosen", () => {
  const chosen = toggleSelected(toggleSelected(NOTHING_SELECTED, "a"), "d");
  assert.equal(ids(extendSelected(chosen, "b", order)), "abcd");
  assert.equal(ids(extendSelected(chosen, "e", order)), "ade");
});

test("shift without a start chooses the one picture", () => {
  assert.equal(ids(extendSelected(NOTHING_SELECTED, "c", order)), "c");
});

test("shift from a picture that is gone chooses the one picture", () => {
  assert.equal(ids(extendSelected({ ids: new Set(), from: "x" }, "c", order)), "c");
});
