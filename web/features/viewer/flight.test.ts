import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isInSight, overTile, type Rect } from "./flight.ts";

const side = fc.double({ min: 20, max: 2000, noNaN: true });
const place = fc.double({ min: -2000, max: 2000, noNaN: true });
const rect = fc.record({ left: place, top: place, width: side, height: side });

/** Where the part of the picture that is not clipped away comes to lie. */
function visible(picture: Rect, { transform, clipPath }: { transform: string; clipPath: string }): Rect {
  const [x = 0, y = 0, scale = 0] = transform.match(/-?[\d.]+(e-?\d+)?/g)?.map(Number) ?? [];
  const [hiddenY = 0, hiddenX = 0] = clipPath.match(/[\d.]+(e-?\d+)?/g)?.map(Number) ?? [];
  const width = (picture.width - 2 * hiddenX) * scale;
  const height = (picture.height - 2 * hiddenY) * scale;
  return {
    width,
    height,
    left: picture.left + picture.width / 2 + x - width / 2,
    top: picture.top + picture.height / 2 + y - height / 2,
  };
}

test("whatever their proportions, what is seen of the picture lies exactly over the tile", () => {
  fc.assert(
    fc.property(rect, rect, (picture, tile) => {
      const seen = visible(picture, overTile(picture, tile));
      for (const key of ["left", "top", "width", "height"] as const) {
        assert.ok(Math.abs(seen[key] - tile[key]) < 1, `${key}: ${seen[key]} for ${tile[key]}`);
      }
    }),
  );
});

test("a tile that is scrolled away is not flown to", () => {
  const screen = { width: 390, height: 844 };
  assert.equal(isInSight({ left: 0, top: 100, width: 100, height: 100 }, screen), true);
  assert.equal(isInSight({ left: 0, top: 900, width: 100, height: 100 }, screen), false);
  assert.equal(isInSight({ left: 0, top: -100, width: 100, height: 100 }, screen), false);
  assert.equal(isInSight({ left: 0, top: 100, width: 0, height: 100 }, screen), false);
});
