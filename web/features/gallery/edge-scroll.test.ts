import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeScroll } from "./edge-scroll.ts";

test("only near an edge it scrolls, toward that edge, and faster the nearer", () => {
  assert.equal(edgeScroll(400, 60, 800), 0);
  assert.ok(edgeScroll(70, 60, 800) < edgeScroll(100, 60, 800));
  assert.ok(edgeScroll(70, 60, 800) < 0);
  assert.ok(edgeScroll(795, 60, 800) > edgeScroll(760, 60, 800));
  assert.equal(edgeScroll(5000, 60, 800), edgeScroll(800, 60, 800));
});
