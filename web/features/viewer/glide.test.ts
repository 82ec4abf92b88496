import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { glideTo } from "./glide.ts";
import { heldIn } from "./zoom.ts";

const bounds = { fit: { width: 600, height: 400 }, stage: { width: 600, height: 400 } };
const from = { scale: 4, x: 0, y: 0 };

test("a picture let go of with speed goes on the same way, slower and slower, and stands in the end", () => {
  const velocity = { x: 1, y: -0.5 };
  const at = [16, 32, 48].map((elapsed) => glideTo(from, velocity, elapsed, bounds)?.x ?? 0);
  assert.ok(at[0]! > 0 && at[1]! > at[0]! && at[2]! > at[1]!);
  assert.ok(at[1]! - at[0]! < at[0]!);
  assert.equal(glideTo(from, velocity, 10_000, bounds), null);
});

test("without speed there is nothing to glide", () => {
  assert.equal(glideTo(from, { x: 0, y: 0 }, 16, bounds), null);
});

test("however fast it is, it stays inside its bounds", () => {
  const speed = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(
      speed,
      speed,
      fc.double({ min: 0, max: 3000, noNaN: true }),
      fc.double({ min: 1, max: 8, noNaN: true }),
      (x, y, elapsed, scale) => {
        const at = glideTo({ scale, x: 0, y: 0 }, { x, y }, elapsed, bounds);
        if (at !== null) assert.deepEqual(at, heldIn(at, bounds.fit, bounds.stage));
      },
    ),
  );
});
