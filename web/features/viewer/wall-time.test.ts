import assert from "node:assert/strict";
import { test } from "node:test";
import { fromField, offsetOf, toField } from "./wall-time.ts";

test("a field that was not touched gives the same time back, to the second and offset", () => {
  for (const time of ["2024-06-01T18:30:45+02:00", "2024-06-01T18:30:45", "1999-12-31T23:59:59-05:30"]) {
    assert.deepEqual(fromField(toField(time), time), { kind: "time", wallTime: time });
  }
});

test("a changed field keeps the offset", () => {
  assert.deepEqual(fromField("2023-01-02T03:04", "2024-06-01T18:30:45+02:00"), {
    kind: "time",
    wallTime: "2023-01-02T03:04:45+02:00",
  });
  assert.equal(offsetOf("2024-06-01T18:30:45+02:00"), "+02:00");
  assert.equal(offsetOf("2024-06-01T18:30:45"), null);
});

test("an emptied field is no time, and neither is a day that the calendar does not know", () => {
  for (const field of ["", "2023-02-29T10:00", "2023-04-31T10:00", "2023-04-30T24:00"]) {
    assert.deepEqual(fromField(field, "2024-06-01T18:30:45"), { kind: "missing" });
  }
  assert.equal(fromField("2024-02-29T10:00", "2024-06-01T18:30:45").kind, "time");
});

test("a year without photography is told from a missing one", () => {
  for (const field of ["1815-06-18T10:00", "2101-01-01T10:00", "12024-06-01T18:30"]) {
    assert.deepEqual(fromField(field, "2024-06-01T18:30:45"), { kind: "out-of-range" });
  }
});
