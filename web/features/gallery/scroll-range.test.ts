import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { follow, scrollOfSpot, scrollRange, spotOfScroll, TALLEST_DOCUMENT } from "./scroll-range.ts";

test("the document is never taller than the cap, and both ends are reached", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400_000_000 }),
      fc.integer({ min: 300, max: 2000 }),
      (height, viewport) => {
        const range = scrollRange(height, viewport);
        assert.ok(range.documentHeight <= TALLEST_DOCUMENT);
        assert.equal(spotOfScroll(range, 0), 0);
        assert.ok(Math.abs(spotOfScroll(range, range.furthestScroll) - range.furthest) < 1e-6);
      },
    ),
  );
});

test("below the cap the scrollbar is true to the pixel", () => {
  const range = scrollRange(5_000_000, 900);
  for (const scroll of [0, 1, 77, 2_500_000, 4_999_100]) assert.equal(spotOfScroll(range, scroll), scroll);
});

test("from spot to scrollbar and back is the identity", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 400_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (height, share) => {
        const range = scrollRange(height, 900);
        const spot = range.furthest * share;
        assert.ok(Math.abs(spotOfScroll(range, scrollOfSpot(range, spot)) - spot) < 0.001);
      },
    ),
  );
});

test("in a timeline of 230 million pixels a wheel notch still moves 100 pixels", () => {
  const range = scrollRange(230_000_000, 900);
  const before = { spot: spotOfScroll(range, 4_000_000), scroll: 4_000_000 };
  assert.equal(follow(range, before, 4_000_100, 2000), before.spot + 100);
});

test("dragging the scrollbar across leads there in proportion", () => {
  const range = scrollRange(230_000_000, 900);
  const spot = follow(range, { spot: 0, scroll: 0 }, range.furthestScroll / 2, 2000);
  assert.ok(Math.abs(spot - range.furthest / 2) < 1);
});

test("the scrollbar's ends are the timeline's ends, whatever it lagged behind", () => {
  const range = scrollRange(230_000_000, 900);
  assert.equal(follow(range, { spot: 5_000, scroll: 40 }, 0, 2000), 0);
  assert.equal(
    follow(range, { spot: 1_000_000, scroll: range.furthestScroll - 40 }, range.furthestScroll, 2000),
    range.furthest,
  );
});
