import assert from "node:assert/strict";
import { test } from "node:test";
import { eventReader, pauseAfter } from "./live-events.ts";

const STREAM =
  'retry: 2000\n: listening\n\ndata: {"kind":"image.created","id":"a"}\n\n:\n\ndata: {"kind":"vault.locked"}\n\n';

test("events are read from pieces of any size, and comments are no events", () => {
  for (let size = 1; size <= STREAM.length; size += 1) {
    const read = eventReader();
    const events = [];
    for (let at = 0; at < STREAM.length; at += size) events.push(...read(STREAM.slice(at, at + size)));
    assert.deepEqual(events, [{ kind: "image.created", id: "a" }, { kind: "vault.locked" }]);
  }
});

test("an event that is not whole yet is not given", () => {
  const read = eventReader();
  assert.deepEqual(read('data: {"kind":"vault.locked"}\n'), []);
  assert.deepEqual(read("\n"), [{ kind: "vault.locked" }]);
});

test("each failure makes the next try later, up to a minute", () => {
  assert.ok(pauseAfter(0, 1) <= 500);
  for (let failures = 0; failures < 30; failures += 1) {
    assert.ok(pauseAfter(failures + 1, 0) >= pauseAfter(failures, 0));
    assert.ok(pauseAfter(failures, 1) <= 60_000);
    assert.ok(pauseAfter(failures, 0) >= 250);
  }
});
