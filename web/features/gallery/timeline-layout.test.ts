import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rowCount } from "../../ui/pictures/justified-rows.ts";
import { blockAt } from "./prefix-sums.ts";
import {
  anchorAt,
  findVisible,
  layOutMonth,
  locate,
  type MonthShape,
  placeOfAnchor,
  stackMonths,
  step,
  type TimelineMetrics,
} from "./timeline-layout.ts";

const metrics: TimelineMetrics = { width: 1200, rowHeight: 220, gap: 4, heading: 56, monthGap: 24 };

function shape(month: string, count: number, known: number): MonthShape {
  return { month, count, ratios: Float32Array.from({ length: known }, (_, i) => 0.6 + ((i * 7) % 19) / 10) };
}

const layOut = (shapes: readonly MonthShape[]) =>
  stackMonths(
    shapes.map((one) => layOutMonth(one, metrics)),
    metrics,
  );

/** Months of which some are loaded, some in part and some not. */
const someShapes = fc
  .array(fc.record({ count: fc.integer({ min: 1, max: 500 }), share: fc.constantFrom(0, 0.4, 1) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((months) => months.map(({ count, share }, i) => shape(`2020-${i}`, count, Math.floor(count * share))));

test("binary search finds the block that holds a spot", () => {
  const sums = Float64Array.of(0, 10, 10, 30);
  assert.equal(blockAt(sums, -5), 0);
  assert.equal(blockAt(sums, 9.5), 0);
  assert.equal(blockAt(sums, 10), 2);
  assert.equal(blockAt(sums, 500), 2);
  assert.equal(blockAt(Float64Array.of(0), 3), 0);
});

test("what is visible is exactly what touches the stretch", () => {
  fc.assert(
    fc.property(someShapes, fc.nat(40_000), (shapes, from) => {
      const timeline = layOut(shapes);
      const to = from + 900;
      const seen = findVisible(timeline, from, to);
      timeline.months.forEach((month, monthIndex) => {
        const found = seen.find((one) => one.monthIndex === monthIndex);
        for (let row = 0; row < rowCount(month.rows); row++) {
          const top = timeline.tops[monthIndex]! + metrics.heading + month.rows.tops[row]!;
          const bottom = timeline.tops[monthIndex]! + metrics.heading + month.rows.tops[row + 1]!;
          const touches = top <= to && bottom > from;
          const listed = found !== undefined && row >= found.firstRow && row < found.endRow;
          if (touches) assert.ok(listed, `row ${row} of month ${monthIndex} is missing`);
          if (listed) assert.ok(top <= to + 400 && bottom >= from - 400, `row ${row} is far away`);
        }
      });
    }),
  );
});

test("an anchor stays on its picture when months above it are loaded", () => {
  const before = layOut([shape("2024-03", 300, 0), shape("2024-02", 250, 250), shape("2024-01", 80, 0)]);
  const spot = locate(before, { monthIndex: 1, index: 120 }).top - 35;
  const anchor = anchorAt(before, spot, 900)!;
  const after = layOut([shape("2024-03", 300, 300), shape("2024-02", 250, 250), shape("2024-01", 80, 80)]);
  const moved = placeOfAnchor(after, anchor)!;
  assert.notEqual(after.tops[1], before.tops[1]);
  assert.equal(
    locate(after, { monthIndex: 1, index: 120 }).top - moved,
    locate(before, { monthIndex: 1, index: 120 }).top - spot,
  );
});

test("an anchor finds its own spot again while nothing changes", () => {
  fc.assert(
    fc.property(someShapes, fc.double({ min: 0, max: 0.999, noNaN: true }), (shapes, share) => {
      const timeline = layOut(shapes);
      const spot = Math.floor(timeline.height * share);
      const anchor = anchorAt(timeline, spot, 600)!;
      assert.ok(Math.abs(placeOfAnchor(timeline, anchor)! - spot) <= metrics.monthGap + metrics.gap);
    }),
  );
});

test("an anchor in a month that vanished has no place", () => {
  const timeline = layOut([shape("2024-03", 10, 10)]);
  assert.equal(placeOfAnchor(timeline, { month: "1999-01", index: 3, below: 0 }), null);
});

test("right from the last picture leads to the first of the next month, and left leads back", () => {
  const timeline = layOut([shape("2024-03", 10, 10), shape("2024-02", 5, 0)]);
  const there = step(timeline, { monthIndex: 0, index: 9 }, "right");
  assert.deepEqual(there, { monthIndex: 1, index: 0 });
  assert.deepEqual(step(timeline, there, "left"), { monthIndex: 0, index: 9 });
});

test("arrow keys stop at both ends of the timeline", () => {
  const timeline = layOut([shape("2024-03", 10, 10)]);
  assert.deepEqual(step(timeline, { monthIndex: 0, index: 0 }, "left"), { monthIndex: 0, index: 0 });
  assert.deepEqual(step(timeline, { monthIndex: 0, index: 0 }, "up"), { monthIndex: 0, index: 0 });
  assert.deepEqual(step(timeline, { monthIndex: 0, index: 9 }, "right"), { monthIndex: 0, index: 9 });
});

test("down and then up leads back to the same row, never to another column's end", () => {
  const timeline = layOut([shape("2024-03", 60, 60), shape("2024-02", 60, 60)]);
  const month = timeline.months[0]!;
  for (let index = 0; index < 50; index++) {
    const down = step(timeline, { monthIndex: 0, index }, "down");
    const up = step(timeline, down, "up");
    const row = blockAt(Float64Array.from(month.rows.starts), index);
    assert.equal(up.monthIndex, 0);
    assert.equal(blockAt(Float64Array.from(month.rows.starts), up.index), row);
  }
});

for (const total of [100_000, 1_000_000]) {
  test(`${total} pictures: the last row is found and every spot shows few pictures`, () => {
    const perMonth = total / 200;
    const timeline = layOut(Array.from({ length: 200 }, (_, i) => shape(`m${i}`, perMonth, perMonth)));
    for (let share = 0; share <= 1; share += 0.01) {
      const from = (timeline.height - 900) * share;
      const seen = findVisible(timeline, from, from + 900);
      let pictures = 0;
      for (const one of seen) {
        const { starts } = timeline.months[one.monthIndex]!.rows;
        pictures += starts[one.endRow]! - starts[one.firstRow]!;
      }
      assert.ok(seen.length > 0 && pictures < 90, `${pictures} pictures at ${from}`);
    }
    const end = findVisible(timeline, timeline.height - 900, timeline.height).at(-1)!;
    assert.equal(end.monthIndex, 199);
    assert.equal(end.endRow, rowCount(timeline.months[199]!.rows));
  });
}

test("one month with all pictures is no special case", () => {
  const timeline = layOut([shape("2024-03", 200_000, 200_000)]);
  const middle = Math.floor(timeline.height / 2);
  const [seen] = findVisible(timeline, middle, middle + 900);
  assert.ok(seen!.endRow - seen!.firstRow <= 8);
});
