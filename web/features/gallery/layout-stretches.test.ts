import assert from "node:assert/strict";
import { test } from "node:test";
import { stretchesBetween, stretchesInside } from "./layout-stretches.ts";
import { layOutMonth, stackMonths } from "./timeline-layout.ts";

const metrics = { width: 920, rowHeight: 300, gap: 10, heading: 50, monthGap: 20 };
/** Three squares of 300 pixels a row. */
const month = (name: string, count: number) =>
  layOutMonth({ month: name, count, ratios: new Float32Array(count).fill(1) }, metrics);
const timeline = stackMonths([month("2024-03", 7), month("2024-02", 4), month("2024-01", 9)], metrics);

test("between two pictures lies all of the months between, whichever way round they are given", () => {
  const expected = [
    { monthIndex: 0, from: 5, to: 7 },
    { monthIndex: 1, from: 0, to: 4 },
    { monthIndex: 2, from: 0, to: 1 },
  ];
  const [a, b] = [
    { monthIndex: 0, index: 5 },
    { monthIndex: 2, index: 0 },
  ];
  assert.deepEqual(stretchesBetween(timeline, a, b), expected);
  assert.deepEqual(stretchesBetween(timeline, b, a), expected);
  assert.deepEqual(stretchesBetween(timeline, a, a), [{ monthIndex: 0, from: 5, to: 6 }]);
});

test("a rectangle holds what it touches of each row, and nothing beside it", () => {
  const inside = stretchesInside(timeline, { left: 320, right: 500, top: 100, bottom: 700 });
  assert.deepEqual(inside, [
    { monthIndex: 0, from: 1, to: 2 },
    { monthIndex: 0, from: 4, to: 5 },
  ]);
});

test("a rectangle over a heading or a gap holds nothing", () => {
  assert.deepEqual(stretchesInside(timeline, { left: 0, right: 900, top: 2, bottom: 40 }), []);
  assert.deepEqual(stretchesInside(timeline, { left: 302, right: 308, top: 60, bottom: 300 }), []);
});
