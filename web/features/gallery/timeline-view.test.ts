import assert from "node:assert/strict";
import { test } from "node:test";
import {
  layOutMonth,
  locate,
  type MonthShape,
  stackMonths,
  type TimelineMetrics,
} from "./timeline-layout.ts";
import { nextView, openView, type TimelineView, whereabouts } from "./timeline-view.ts";

const metrics: TimelineMetrics = { width: 1200, rowHeight: 220, gap: 4, heading: 56, monthGap: 24 };
const SCREEN = 900;

const shape = (month: string, count: number, known = count): MonthShape => ({
  month,
  count,
  ratios: Float32Array.from({ length: known }, (_, i) => 0.6 + ((i * 7) % 19) / 10),
});
const layOut = (...shapes: MonthShape[]) =>
  stackMonths(
    shapes.map((one) => layOutMonth(one, metrics)),
    metrics,
  );
const scrollTo = (view: TimelineView, scroll: number) => nextView(view, { kind: "scrolled", scroll });
const relayOut = (view: TimelineView, layout: TimelineView["layout"]) =>
  nextView(view, { kind: "laid-out", layout, viewportHeight: SCREEN });

/** Where a picture's row stands on the screen, in pixels from its top. */
const onScreen = (view: TimelineView, monthIndex: number, index: number) =>
  locate(view.layout, { monthIndex, index }).top - view.spot;

test("a month loaded above leaves the picture on the screen where it is, and the scrollbar untouched", () => {
  let view = openView(layOut(shape("2024-03", 300, 0), shape("2024-02", 400)), SCREEN, null);
  view = scrollTo(view, 25_000);
  const before = onScreen(view, 1, 200);
  const moved = relayOut(view, layOut(shape("2024-03", 300), shape("2024-02", 400)));
  assert.notEqual(moved.layout.height, view.layout.height);
  assert.ok(Math.abs(onScreen(moved, 1, 200) - before) < 1e-6);
  assert.equal(moved.scroll, 25_000);
});

test("when scrolling rests the scrollbar is put right and the picture stays", () => {
  let view = openView(layOut(shape("2024-03", 300, 0), shape("2024-02", 400)), SCREEN, null);
  view = relayOut(scrollTo(view, 25_000), layOut(shape("2024-03", 300), shape("2024-02", 400)));
  const before = onScreen(view, 1, 200);
  const rested = nextView(view, { kind: "rested" });
  assert.equal(rested.scroll, rested.spot);
  assert.equal(rested.mustScroll, true);
  assert.ok(Math.abs(onScreen(rested, 1, 200) - before) < 1e-6);
  assert.equal(scrollTo(rested, rested.scroll).spot, rested.spot);
});

test("what the scrollbar tells late of where it stood does not undo where the view was sent since", () => {
  const view = openView(layOut(shape("2024-03", 300), shape("2024-02", 400)), SCREEN, null);
  const middle = nextView(view, { kind: "sent", spot: 20_000 });
  const set = nextView(middle, { kind: "set", scroll: middle.scroll });
  assert.equal(set.mustScroll, false);
  const end = nextView(set, { kind: "sent", spot: 45_000 });
  const late = scrollTo(end, middle.scroll);
  assert.deepEqual([late.spot, late.scroll, late.mustScroll], [end.spot, end.scroll, true]);
});

test("at the very top new pictures come into sight", () => {
  const view = openView(layOut(shape("2024-02", 400)), SCREEN, null);
  const more = relayOut(view, layOut(shape("2024-03", 1), shape("2024-02", 400)));
  assert.equal(more.spot, 0);
  assert.equal(more.mustScroll, false);
});

test("leaving and coming back shows the same pictures, even in another width", () => {
  const view = scrollTo(openView(layOut(shape("2024-03", 300), shape("2024-02", 400)), SCREEN, null), 12_345);
  const anchor = whereabouts(view)!;
  const narrow = { ...metrics, width: 380, rowHeight: 120 };
  const layout = stackMonths(
    [shape("2024-03", 300), shape("2024-02", 400)].map((one) => layOutMonth(one, narrow)),
    narrow,
  );
  const back = openView(layout, SCREEN, anchor);
  assert.equal(back.mustScroll, true);
  assert.equal(whereabouts(back)!.month, anchor.month);
  const monthIndex = anchor.month === "2024-03" ? 0 : 1;
  assert.ok(onScreen(back, monthIndex, anchor.index!) <= SCREEN / 2);
});

test("a timeline that shrank below the screen starts at its top", () => {
  const view = scrollTo(openView(layOut(shape("2024-03", 300)), SCREEN, null), 5000);
  assert.equal(relayOut(view, layOut(shape("2024-03", 3))).spot, 0);
});

test("one wheel notch moves by its own pixels among a million pictures", () => {
  const view = scrollTo(openView(layOut(shape("2024-03", 1_000_000)), SCREEN, null), 4_000_000);
  assert.ok(view.spot > 20_000_000);
  assert.equal(scrollTo(view, 4_000_100).spot, view.spot + 100);
});

test("what lies below the timeline can be scrolled to", () => {
  const view = openView(layOut(shape("2024-03", 300)), SCREEN, null);
  const end = scrollTo(view, view.range.furthestScroll + 80);
  assert.equal(end.scroll - end.spot, 0);
  assert.equal(nextView(end, { kind: "rested" }).mustScroll, false);
});
