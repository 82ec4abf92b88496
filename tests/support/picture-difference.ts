// How far two pictures look apart, by the reference decoder: both upright and in sRGB, area by area, so that
// what an encoder does to single pixels or under full transparency does not count, and a turn, a swap or a shift of colours does.

import sharp from "sharp";

export interface PictureDifference {
  /** Mean distance of two channels' values, 0 to 255. */
  readonly mean: number;
  /** Mean colour difference, CIE76: under 2 nobody sees. */
  readonly deltaE: number;
}

async function sizedPixels(file: Buffer, width: number, height: number): Promise<Buffer> {
  return sharp(file)
    .autoOrient()
    .resize(width, height, { fit: "fill" })
    .toColourspace("srgb")
    .flatten({ background: "#888" })
    .raw({ depth: "uchar" })
    .toBuffer();
}

const AREAS = 12;

/** Compares a rendition with the file it was made from (of an animation, the first frame). */
export async function pictureDifference(rendition: Buffer, file: Buffer): Promise<PictureDifference> {
  const [ours, theirs] = await Promise.all([
    sizedPixels(rendition, AREAS, AREAS),
    sizedPixels(file, AREAS, AREAS),
  ]);
  let distance = 0;
  let deltaE = 0;
  for (let at = 0; at < ours.length; at += 3) {
    for (let channel = 0; channel < 3; channel++)
      distance += Math.abs(ours[at + channel]! - theirs[at + channel]!);
    deltaE += Math.hypot(...difference(labOf(ours, at), labOf(theirs, at)));
  }
  return { mean: distance / ours.length, deltaE: deltaE / (ours.length / 3) };
}

const difference = (a: readonly number[], b: readonly number[]): readonly number[] =>
  a.map((value, i) => value - b[i]!);

function labOf(pixels: Buffer, at: number): readonly number[] {
  const [r, g, b] = [0, 1, 2].map((channel) => {
    const x = pixels[at + channel]! / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const x = lightness((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = lightness(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = lightness((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const lightness = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);

/** The thumbnail that sharp's native build makes, outside any box: what differs from it is not the encoder's doing. */
export function referenceThumb(file: Buffer): Promise<Buffer> {
  const fit = { fit: "inside", withoutEnlargement: true } as const;
  return sharp(file).autoOrient().resize(512, 512, fit).webp({ quality: 75, effort: 2 }).toBuffer();
}
