// The numbers a file must obey before any codec sees it. They are checked from headers alone, so a
// few bytes that claim a gigabyte of pixels cost nothing.

import type { ImageFormat } from "./formats.ts";
import { refuse } from "./image-refused.ts";

export interface ImageLimits {
  /** Width times height of the canvas. */
  readonly maxPixels: number;
  readonly maxSidePixels: number;
  readonly maxFrames: number;
  /** Width times height times frames. */
  readonly maxPixelFrames: number;
  /** SOS markers of a JPEG: each is a pass of the decoder over the whole picture. */
  readonly maxScans: number;
  readonly maxIccBytes: number;
  /** JPEG segments, PNG and WebP chunks, GIF blocks, of any kind. */
  readonly maxSegments: number;
  /** All that is thrown away, what follows the end of the picture not counted. */
  readonly maxMetadataBytes: number;
  readonly formats: ReadonlySet<ImageFormat>;
}

export const defaultImageLimits: ImageLimits = Object.freeze({
  maxPixels: 50_000_000,
  maxSidePixels: 16_384,
  maxFrames: 500,
  maxPixelFrames: 200_000_000,
  maxScans: 100,
  maxIccBytes: 1 << 20,
  maxSegments: 50_000,
  maxMetadataBytes: 32 << 20,
  formats: new Set<ImageFormat>(["jpeg", "png", "gif", "webp", "avif", "heic"]),
});

/** Refuses a canvas or an animation beyond the limits. Readers call it as soon as they know the numbers. */
export function checkPixels(limits: ImageLimits, width: number, height: number, frames = 1): void {
  if (width < 1 || height < 1) refuse("image.malformed", "a side of zero pixels");
  if (width > limits.maxSidePixels || height > limits.maxSidePixels) {
    refuse("image.too-many-pixels", `a side of ${Math.max(width, height)} pixels`);
  }
  if (width * height > limits.maxPixels) {
    refuse("image.too-many-pixels", `${width} by ${height} pixels`);
  }
  if (frames > limits.maxFrames) refuse("image.too-many-frames", `more than ${limits.maxFrames} frames`);
  if (width * height * frames > limits.maxPixelFrames) {
    refuse("image.too-many-frames", `${width} by ${height} pixels in ${frames} frames`);
  }
}
