import assert from "node:assert/strict";
import { test } from "node:test";
import { daysLeft } from "./days-left.ts";

const trashedAt = "2024-06-01T12:00:00Z";
const at = (instant: string) => daysLeft(trashedAt, 30, Date.parse(instant));

test("a picture just trashed has all its days", () => {
  assert.equal(at("2024-06-01T12:00:00Z"), 30);
});

test("a day that has begun still counts", () => {
  assert.equal(at("2024-06-01T12:00:01Z"), 30);
  assert.equal(at("2024-06-02T12:00:00Z"), 29);
  assert.equal(at("2024-07-01T11:59:59Z"), 1);
});

test("one that is overdue has none left, never less", () => {
  assert.equal(at("2024-08-01T00:00:00Z"), 0);
});
