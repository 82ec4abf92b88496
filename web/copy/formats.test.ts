import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatBytes,
  formatDay,
  formatDayAndTime,
  formatFormats,
  formatMonth,
  formatNumber,
  formatRelative,
} from "./formats.ts";
import { loadWords } from "./words.ts";

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

test("how long ago something was is told in the largest unit that fits", () => {
  const now = Date.parse("2026-03-10T12:00:00Z");
  assert.deepEqual(
    [
      "2026-03-10T11:59:30Z",
      "2026-03-10T11:57:00Z",
      "2026-03-10T09:30:00Z",
      "2026-03-09T11:00:00Z",
      "2025-12-01T12:00:00Z",
      "2024-01-01T12:00:00Z",
    ].map((instant) => formatRelative(instant, now)),
    ["now", "3 minutes ago", "2 hours ago", "yesterday", "3 months ago", "2 years ago"],
  );
});

test("dates, numbers, sizes and lists follow the language, and come back with it", async () => {
  await loadWords("id");
  assert.equal(formatMonth("2026-11"), "November 2026");
  assert.equal(formatDay("2024-08-17T10:00:00"), "17 Agustus 2024");
  assert.match(formatDayAndTime("2024-06-01T23:30:00+02:00"), /^1 Juni 2024 pukul 23\.30$/);
  assert.equal(formatNumber(1_234_567), "1.234.567");
  assert.deepEqual([1, 1023, 1.5 * 1024 ** 3].map(formatBytes), ["1 byte", "1.023 byte", "1,5 GB"]);
  assert.equal(formatFormats(["jpeg", "png", "webp"]), "JPEG, PNG, dan WebP");
  assert.equal(formatFormats(["jpeg", "png"], "or"), "JPEG atau PNG");
  assert.equal(formatRelative("2026-03-09T11:00:00Z", Date.parse("2026-03-10T12:00:00Z")), "kemarin");
  await loadWords("en");
  assert.equal(formatNumber(1_234_567), "1,234,567");
});
