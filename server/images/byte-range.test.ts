import assert from "node:assert/strict";
import { test } from "node:test";
import { readRange } from "./byte-range.ts";

test("one range is read, cut at the end of the file", () => {
  assert.deepEqual(readRange("bytes=0-0", 100), { start: 0, end: 0 });
  assert.deepEqual(readRange("bytes=10-19", 100), { start: 10, end: 19 });
  assert.deepEqual(readRange("bytes=10-", 100), { start: 10, end: 99 });
  assert.deepEqual(readRange("bytes=90-1000", 100), { start: 90, end: 99 });
  assert.deepEqual(readRange("bytes=-10", 100), { start: 90, end: 99 });
  assert.deepEqual(readRange("bytes=-1000", 100), { start: 0, end: 99 });
  assert.deepEqual(readRange("Bytes=0-99", 100), { start: 0, end: 99 });
});

test("a range with nothing of the file in it lies outside", () => {
  for (const header of ["bytes=100-", "bytes=100-200", "bytes=999999999999999-", "bytes=-0"]) {
    assert.equal(readRange(header, 100), "outside", header);
  }
});

test("no range, several, and what is not well formed give the whole file", () => {
  for (const header of [
    null,
    "",
    "bytes=",
    "bytes=-",
    "bytes=5-4",
    "bytes=0-1,5-6",
    "bytes=0-1,",
    "bytes= 0-1",
    "bytes=a-b",
    "bytes=1.5-2",
    "bytes=+1-2",
    "bytes=9999999999999999-",
    "items=0-1",
    "0-1",
  ]) {
    assert.equal(readRange(header, 100), "whole", String(header));
  }
});
