import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { photograph } from "./photographs.ts";

for (let number = 0; number < 8; number++) {
  test(`photograph ${number} (orientation ${number + 1}) shows its sky at the top once it is turned upright`, async () => {
    const { bytes, width, height, orientation } = await photograph(number, { longSide: 320 });
    assert.equal((await sharp(bytes).metadata()).orientation ?? 1, orientation);
    const { data, info } = await sharp(bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [width, height]);
    const meanOf = (rows: Buffer, channel: number): number =>
      rows.reduce((sum, value, i) => (i % 3 === channel ? sum + value : sum), 0) / (rows.length / 3);
    const top = data.subarray(0, 20 * width * 3);
    const bottom = data.subarray(-20 * width * 3);
    assert.ok(meanOf(top, 2) > meanOf(top, 1) + 20, "the top is not blue");
    assert.ok(meanOf(bottom, 1) > meanOf(bottom, 2) + 20, "the bottom is not green");
  });
}

test("a photograph carries the date, camera and place that it claims", async () => {
  const { bytes } = await photograph(1, { longSide: 320 });
  const exif = (await sharp(bytes).metadata()).exif?.toString("latin1") ?? "";
  assert.match(exif, /2026:09:19 05:05:11/);
  assert.match(exif, /Kamerawerk/);
  assert.match(exif, /\+02:00/);
});

test("the same number always gives the same photograph, and another number another one", async () => {
  const draw = async (number: number): Promise<Buffer> => (await photograph(number, { longSide: 160 })).bytes;
  assert.ok((await draw(1)).equals(await draw(1)));
  assert.ok(!(await draw(1)).equals(await draw(9)));
});
