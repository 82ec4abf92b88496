import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  FITTED,
  fitOnStage,
  heldIn,
  largestScale,
  needsOriginal,
  panBy,
  swipeOf,
  toggleZoom,
  zoomAt,
} from "./zoom.ts";

const picture = { width: 4000, height: 3000 };
const stage = { width: 1200, height: 800 };
const fit = fitOnStage(picture, stage);
const around = { fit, stage, largest: largestScale(picture, fit) };

test("a large picture is fitted whole, a small one is not blown up", () => {
  assert.ok(Math.abs(fit.width - 800 * (4 / 3)) < 1e-9);
  assert.equal(fit.height, 800);
  assert.deepEqual(fitOnStage({ width: 40, height: 30 }, stage), { width: 40, height: 30 });
});

test("what lies under the finger stays under it while zooming, away from the edges", () => {
  const at = { x: 10, y: -5 };
  const zoomed = zoomAt({ scale: 3, x: 0, y: 0 }, 5, at, around);
  assert.ok(Math.abs((at.x - zoomed.x) / 5 - at.x / 3) < 1e-9);
  assert.ok(Math.abs((at.y - zoomed.y) / 5 - at.y / 3) < 1e-9);
});

test("however it is dragged and zoomed, the picture never leaves a gap that it could fill", () => {
  const number = fc.double({ min: -3000, max: 3000, noNaN: true });
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      number,
      number,
      number,
      number,
      (scale, x, y, dx, dy) => {
        const zoom = panBy(zoomAt(FITTED, scale, { x, y }, around), { x: dx, y: dy }, around);
        assert.ok(zoom.scale >= 1 && zoom.scale <= around.largest);
        const halfWidth = (fit.width * zoom.scale) / 2;
        if (halfWidth * 2 >= stage.width) {
          assert.ok(zoom.x - halfWidth <= -stage.width / 2 + 1e-6);
          assert.ok(zoom.x + halfWidth >= stage.width / 2 - 1e-6);
        } else {
          assert.equal(Math.abs(zoom.x), 0);
        }
      },
    ),
  );
});

test("a double tap goes in and the next one out", () => {
  const inside = toggleZoom(FITTED, { x: 50, y: 20 }, around);
  assert.ok(inside.scale > 2);
  assert.deepEqual(toggleZoom(inside, { x: 0, y: 0 }, around), FITTED);
});

test("a fitted picture cannot be dragged aside", () => {
  assert.deepEqual(heldIn({ scale: 1, x: 300, y: -200 }, { width: 800, height: 600 }, stage), {
    scale: 1,
    x: 0,
    y: -0,
  });
});

test("a far drag or a quick flick turns the page, a hesitant one does not", () => {
  const still = { x: 0, y: 0 };
  assert.equal(swipeOf({ x: -400, y: 10 }, still, stage), "next");
  assert.equal(swipeOf({ x: 60, y: 10 }, { x: 0.8, y: 0 }, stage), "previous");
  assert.equal(swipeOf({ x: -60, y: 10 }, { x: -0.1, y: 0 }, stage), null);
  assert.equal(swipeOf({ x: -60, y: 10 }, { x: 0.9, y: 0 }, stage), null);
  assert.equal(swipeOf({ x: 10, y: 300 }, still, stage), "close");
  assert.equal(swipeOf({ x: 10, y: -300 }, still, stage), null);
});

test("the original is asked for only when the view is too coarse", () => {
  assert.equal(needsOriginal(picture, fit, 1, 1, 2000), false);
  assert.equal(needsOriginal(picture, fit, 3, 1, 2000), true);
  assert.equal(needsOriginal(picture, fit, 1.2, 2, 2000), true);
  assert.equal(needsOriginal({ width: 1900, height: 1000 }, fit, 8, 2, 2000), false);
});
