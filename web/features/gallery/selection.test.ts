import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beginStretch,
  type Choice,
  extendSelected,
  NOTHING_SELECTED,
  type Selection,
  sizeOfSelected,
  toggleSelected,
  withoutSelected,
} from "./selection.ts";

const choice = (id: string): Choice => ({ id, month: "2024-05", sizeBytes: 10 });
const stretch = (ids: string) => Array.from(ids, choice);
const chosen = (selection: Selection) => [...selection.chosen.keys()].toSorted().join("");

test("a picture is chosen by one click and let go by the next", () => {
  const one = toggleSelected(NOTHING_SELECTED, choice("b"));
  assert.equal(chosen(one), "b");
  assert.equal(chosen(toggleSelected(one, choice("b"))), "");
});

test("a second stretch takes the place of the first, and what was chosen before stays", () => {
  const before = toggleSelected(toggleSelected(NOTHING_SELECTED, choice("z")), choice("c"));
  const longer = extendSelected(before, stretch("cdef"));
  assert.equal(chosen(longer), "cdefz");
  assert.equal(chosen(extendSelected(longer, stretch("abc"))), "abcz");
  assert.equal(longer.from?.id, "c");
});

test("a picture let go inside a stretch stays let go when another stretch begins", () => {
  const some = toggleSelected(extendSelected(NOTHING_SELECTED, stretch("abc")), choice("b"));
  const from = beginStretch(some, choice("x"));
  assert.equal(chosen(extendSelected(from, stretch("xy"))), "acxy");
});

test("what is gone is chosen no more, and its size is not counted", () => {
  const some = extendSelected(beginStretch(NOTHING_SELECTED, choice("a")), stretch("abc"));
  assert.equal(sizeOfSelected(some), 30);
  const left = withoutSelected(some, ["a", "q"]);
  assert.equal(chosen(left), "bc");
  assert.equal(sizeOfSelected(left), 20);
  assert.equal(left.from, null);
  assert.equal(withoutSelected(left, ["q"]), left);
});
