import assert from "node:assert/strict";
import { test } from "node:test";
import { exposureOf } from "./exposure.ts";

test("an exposure is written as photographers do, short times as fractions", () => {
  const exposure = { seconds: 0.004, fNumber: 2.8, iso: 400, focalLengthMm: 35 };
  assert.equal(exposureOf({ exposure }), "1/250 s, f/2.8, ISO 400, 35 mm");
  assert.equal(exposureOf({ exposure: { seconds: 2.5 } }), "2.5 s");
});

test("nothing known is nothing written", () => {
  assert.equal(exposureOf({ exposure: {} }), null);
  assert.equal(exposureOf({ exposure: null }), null);
});
