import assert from "node:assert/strict";
import { test } from "node:test";
import { fromField, toField } from "./wall-time.ts";

test("a field that was not touched gives the same time back, to the second and offset", () => {
  for (const time of ["2024-06-01T18:30:45+02:00", "2024-06-01T18:30:45", "1999-12-31T23:59:59-05:30"]) {
    assert.equal(fromField(toField(time), time), time);
  }
});

test("a changed field keeps the offset", () => {
  assert.equal(fromField("2023-01-02T03:04", "2024-06-01T18:30:45+02:00"), "2023-01-02T03:04:45+02:00");
});

test("an emptied field is no time", () => {
  assert.equal(fromField("", "2024-06-01T18:30:45"), null);
});
