import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseTakenAt, isTakenAt } from "./taken-at.ts";

const UPLOADED = Date.UTC(2026, 10, 21, 7, 30, 0);
const MODIFIED = Date.UTC(2019, 4, 3, 22, 1, 2);

test("the file's own date comes first, with its offset where it has one", () => {
  const local = "2024-06-01T18:30:00";
  assert.equal(chooseTakenAt({ local, offset: "+02:00" }, MODIFIED, UPLOADED), "2024-06-01T18:30:00+02:00");
  assert.equal(chooseTakenAt({ local, offset: null }, MODIFIED, UPLOADED), local);
});

test("without one it is when the file was last changed, and then when it was uploaded, both in UTC", () => {
  assert.equal(chooseTakenAt(null, MODIFIED, UPLOADED), "2019-05-03T22:01:02");
  assert.equal(chooseTakenAt(null, null, UPLOADED), "2026-11-21T07:30:00");
});

test("a time outside 1826 to 2100 is passed over", () => {
  const ancient = { local: "1825-12-31T23:59:59", offset: null };
  assert.equal(chooseTakenAt(ancient, MODIFIED, UPLOADED), "2019-05-03T22:01:02");
  for (const far of [Date.UTC(2101, 0, 1), Date.UTC(1825, 11, 31), 8.64e15, -8.64e15, 9e15]) {
    assert.equal(chooseTakenAt(null, far, UPLOADED), "2026-11-21T07:30:00");
  }
  assert.equal(chooseTakenAt(null, Date.UTC(2100, 11, 31, 23, 59, 59), UPLOADED), "2100-12-31T23:59:59");
  assert.equal(chooseTakenAt(null, Date.UTC(1826, 0, 1), UPLOADED), "1826-01-01T00:00:00");
});

test("only days and times of the calendar count, in years of the timeline", () => {
  for (const good of ["2024-02-29T00:00:00", "1826-01-01T00:00:00", "2100-12-31T23:59:59+14:00"]) {
    assert.ok(isTakenAt(good), good);
  }
  for (const bad of [
    "2023-02-29T00:00:00",
    "2024-04-31T00:00:00",
    "2024-04-00T00:00:00",
    "2024-01-01T24:00:00",
    "1825-12-31T23:59:59",
    "2101-01-01T00:00:00",
    "2024-01-01",
    "",
  ]) {
    assert.ok(!isTakenAt(bad), bad);
  }
});
