import assert from "node:assert/strict";
import { test } from "node:test";
import { toggled, waitOf } from "./slideshow.ts";

test("a picture's time begins when it can be seen, not when it was asked for", () => {
  assert.equal(waitOf({ show: "running", isReady: false, hasNext: true }), "load");
  assert.equal(waitOf({ show: "running", isReady: true, hasNext: true }), "time");
});

test("the last picture of what is loaded waits for the next month instead of ending the show", () => {
  assert.equal(waitOf({ show: "running", isReady: true, hasNext: null }), "load");
});

test("the very last picture has its time, too", () => {
  assert.equal(waitOf({ show: "running", isReady: true, hasNext: false }), "time");
});

test("a halted show waits for nothing, and the same key begins, halts and goes on", () => {
  assert.equal(waitOf({ show: "paused", isReady: true, hasNext: true }), "nothing");
  assert.equal(waitOf({ show: "off", isReady: true, hasNext: true }), "nothing");
  assert.equal(toggled("off"), "running");
  assert.equal(toggled("running"), "paused");
  assert.equal(toggled("paused"), "running");
});
