// The photographs of the tests are smooth, and their thumbnails small: with a texture as of leaves and gravel they are
// of about 30 kB, as those of many real pictures are. The same number always gives the same picture.

import sharp from "sharp";
import { photograph } from "../tests/support/photographs.ts";
import { seededRandom } from "../tests/support/seeded-random.ts";

const LONG_SIDE = 640;
/** Of 255, from the darkest grain to the lightest. */
const CONTRAST = 46;

export async function texturedPhotographs(
  count: number,
): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  const all: { readonly name: string; readonly bytes: Buffer }[] = [];
  for (let number = 0; number < count; number += 1) {
    const { name, bytes } = await photograph(number, { longSide: LONG_SIDE });
    const { data, info } = await sharp(bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const random = seededRandom(number);
    for (let at = 0; at < data.length; at += 1)
      data[at] = Math.min(255, Math.max(0, data[at]! + CONTRAST * (random() - 0.5)));
    const { width, height } = info;
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer();
    all.push({ name, bytes: jpeg });
  }
  return all;
}
