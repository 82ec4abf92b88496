import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fractionOfSpot, scrubberScale, spotOfFraction, yearMarks } from "./scrubber-scale.ts";
import { layOutMonth, stackMonths } from "./timeline-layout.ts";

const metrics = { width: 1000, rowHeight: 200, gap: 4, heading: 60, monthGap: 20 };
const timelineOf = (counts: readonly number[]) =>
  stackMonths(
    counts.map((count, i) => layOutMonth({ month: `m${i}`, count, ratios: new Float32Array(0) }, metrics)),
    metrics,
  );

test("a spot and its place on the scale lead to each other, and further down is further along", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
      const timeline = timelineOf(some);
      const scale = scrubberScale(timeline.months);
      const spot = share * timeline.height;
      const fraction = fractionOfSpot(scale, timeline, spot);
      assert.ok(fraction >= 0 && fraction <= 1 + 1e-9);
      assert.ok(Math.abs(spotOfFraction(scale, timeline, fraction) - spot) < 1);
      assert.ok(fractionOfSpot(scale, timeline, spot + 100) >= fraction);
    }),
  );
});

test("a month stays where it is on the scale while the heights of others are corrected", () => {
  const counts = [400, 20_000, 3];
  const [estimated, scale] = [timelineOf(counts), scrubberScale(timelineOf(counts).months)];
  const known = layOutMonth(
    { month: "m1", count: 20_000, ratios: new Float32Array(20_000).fill(2.4) },
    metrics,
  );
  const corrected = stackMonths([estimated.months[0]!, known, estimated.months[2]!], metrics);
  assert.notEqual(corrected.height, estimated.height);
  for (const i of [0, 1, 2]) {
    const before = fractionOfSpot(scale, estimated, estimated.tops[i]!);
    assert.ok(Math.abs(fractionOfSpot(scale, corrected, corrected.tops[i]!) - before) < 1e-9);
  }
});

test("years are written where they begin, and left out where there is no room", () => {
  const months = ["2024-02", "2024-01", "2023-12", "2022-05", "2010-01"].map((month) => ({
    month,
    count: 94,
  }));
  const scale = scrubberScale(months);
  assert.deepEqual(
    yearMarks(scale, months, 1, 0.1).map(({ year }) => year),
    ["2024", "2023", "2022", "2010"],
  );
  assert.deepEqual(
    yearMarks(scale, months, 1, 0.3).map(({ year }) => year),
    ["2024", "2023", "2010"],
  );
  // The years that share the last screen would all be written at the end of the track, over each other.
  const marks = yearMarks(scale, months, 0.3, 0.1);
  assert.equal(marks.filter(({ fraction }) => fraction === 1).length, 1);
  assert.ok(marks.every(({ fraction }, i) => i === 0 || fraction - marks[i - 1]!.fraction >= 0.1));
});
