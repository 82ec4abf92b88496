import assert from "node:assert/strict";
import { test } from "node:test";
import { type PaceSample, paceOf, withSample } from "./upload-pace.ts";

const steady = (count: number, bytes: number): readonly PaceSample[] =>
  Array.from({ length: count }, (_, i) => ({ at: i * 1000, sentBytes: i * bytes })).reduce(
    (samples, sample) => withSample(samples, sample),
    [] as readonly PaceSample[],
  );

test("the speed is what left lately, and the rest takes as long as it does at that speed", () => {
  assert.deepEqual(paceOf(steady(5, 1000), 10_000), { bytesPerSecond: 1000, secondsLeft: 10 });
});

test("nothing is promised before there is something to go by, nor while nothing moves", () => {
  assert.equal(paceOf([], 10), null);
  assert.equal(paceOf(steady(2, 1000), 10), null);
  assert.equal(paceOf(steady(8, 0), 10), null);
});

test("what was long ago is forgotten", () => {
  const samples = withSample(steady(30, 1000), { at: 60_000, sentBytes: 30_000 });
  assert.equal(samples.length, 1);
});

test("a file that is sent anew makes no speed that is less than none", () => {
  const samples = withSample(steady(5, 1000), { at: 5000, sentBytes: 100 });
  assert.deepEqual(samples, [{ at: 5000, sentBytes: 100 }]);
});
