// What decoding an AV1 picture takes of a decoder's memory, told from its settings: libaom, libheif and libvips each
// hold it whole. Measured, in docs/decisions/0019-damaged-and-large.md.

import { refuse } from "./image-refused.ts";

/** How finely a picture is coded, as its av1C box says it. Who lies there is refused once the memory is full. */
export interface Av1Grain {
  /** More than 8 bits a sample. */
  readonly isDeep: boolean;
  /** 4:4:4 or 4:2:2: more colour than one sample in four. */
  readonly isFullColour: boolean;
}

/** Of the 768 MB that a decoder's WebAssembly may grow to. */
const ROOM_BYTES = 725_000_000;
const BYTES_PER_PIXEL = { plain: 14.5, fullColour: 18, deep: 18, deepFullColour: 24 } as const;
/** For the samples of an alpha, and for pixels of four channels. */
const ALPHA_BYTES_PER_PIXEL = { plain: 4, deep: 11 } as const;

/** Reads the body of an av1C box (AV1 in ISOBMFF, 2.3.3): its third byte has depth and subsampling. */
export function av1GrainOf(body: Buffer): Av1Grain {
  const flags = body[2] ?? 0;
  const isMonochrome = (flags & 0x10) !== 0;
  return { isDeep: (flags & 0x40) !== 0, isFullColour: !isMonochrome && (flags & 0x04) === 0 };
}

/** Refuses a picture that no decoder has the memory for. Throws ImageRefused. */
export function checkAv1Memory(
  pixels: number,
  { isDeep, isFullColour }: Av1Grain,
  alpha: Av1Grain | null,
): void {
  const kind = isDeep ? (isFullColour ? "deepFullColour" : "deep") : isFullColour ? "fullColour" : "plain";
  const ofAlpha = alpha ? ALPHA_BYTES_PER_PIXEL[isDeep || alpha.isDeep ? "deep" : "plain"] : 0;
  if (pixels * (BYTES_PER_PIXEL[kind] + ofAlpha) <= ROOM_BYTES) return;
  refuse("image.too-many-pixels", `AV1: ${pixels} pixels are more than its decoder has memory for`);
}
