import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatDayAndTime, formatFormats, formatMonth } from "./formats.ts";

test("wall time is shown as it was on the spot, whatever its offset", () => {
  assert.match(formatDayAndTime("2024-06-01T23:30:00+02:00"), /^June 1, 2024 at 11:30\sPM$/);
  assert.match(formatDayAndTime("2024-06-01T23:30:00-11:00"), /^June 1, 2024 at 11:30\sPM$/);
});

test("what is no date is shown as it came", () => {
  assert.equal(formatMonth("unknown"), "unknown");
  assert.equal(formatDayAndTime("unknown"), "unknown");
});

test("sizes go up a unit at 1024", () => {
  assert.deepEqual([1, 1023, 1024, 5 * 1024 * 1024, 1.5 * 1024 ** 3].map(formatBytes), [
    "1 byte",
    "1,023 bytes",
    "1 kB",
    "5 MB",
    "1.5 GB",
  ]);
});

test("formats are listed as a sentence would", () => {
  assert.equal(formatFormats(["jpeg", "png", "webp"]), "JPEG, PNG, and WebP");
  assert.equal(formatFormats(["jpeg", "png"], "or"), "JPEG or PNG");
});
