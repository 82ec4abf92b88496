import assert from "node:assert/strict";
import { test } from "node:test";
import { createLayouter, metricsFor } from "./timeline-layouter.ts";

const months = [
  { month: "2024-03", count: 30 },
  { month: "2024-02", count: 40 },
];
const metrics = metricsFor(1200);
const ratios = (count: number) => new Float32Array(count).fill(1.5);

test("only the month that changed is laid out again", () => {
  const layOut = createLayouter();
  const before = layOut(months, new Map(), metrics);
  const after = layOut(months, new Map([["2024-03", ratios(30)]]), metrics);
  assert.notEqual(after.months[0], before.months[0]);
  assert.equal(after.months[1], before.months[1]);
});

test("another width lays out everything again", () => {
  const layOut = createLayouter();
  const before = layOut(months, new Map(), metrics);
  const after = layOut(months, new Map(), metricsFor(400));
  assert.notEqual(after.months[1], before.months[1]);
});

test("a month whose layout is known is believed more than its count", () => {
  const layOut = createLayouter();
  assert.equal(layOut(months, new Map([["2024-03", ratios(28)]]), metrics).months[0]!.count, 28);
  assert.equal(layOut(months, new Map([["2024-03", ratios(31)]]), metrics).months[0]!.count, 31);
});
