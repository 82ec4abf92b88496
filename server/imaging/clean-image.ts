// The one door for a picture's bytes: what it is, whether it is within bounds, and a clean copy that
// holds the same coded pixels and nothing else. No codec runs here, and no pixel is looked at.

import { searchForCode } from "./carried-code.ts";
import type { Colour } from "./colour-profile.ts";
import type { Container, RemovedKind } from "./container.ts";
import type { ImageDetails, Orientation } from "./exif.ts";
import { formatOf, type ImageFormat } from "./formats.ts";
import { readGif } from "./gif.ts";
import { readAvif, readHeic } from "./heif.ts";
import { checkPixels, type ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { atOnce, type Steps } from "./in-turns.ts";
import { readJpeg } from "./jpeg.ts";
import { readPng } from "./png.ts";
import { readWebp } from "./webp.ts";

export interface CleanImage {
  readonly format: ImageFormat;
  /** In pixels, as stored: before orientation is applied. */
  readonly width: number;
  readonly height: number;
  readonly uprightWidth: number;
  readonly uprightHeight: number;
  readonly frames: number;
  readonly animated: boolean;
  /** JPEG scans; 0 in formats that have none. */
  readonly scans: number;
  readonly orientation: Orientation;
  readonly colour: Colour;
  /** The cleaned original. */
  readonly bytes: Buffer;
  /** `bytes`, but with an unknown colour profile left in. For the decoder in its box, never to be kept or served. */
  readonly decoderBytes: Buffer;
  readonly removed: readonly RemovedKind[];
  readonly details: ImageDetails;
}

type Reader = (bytes: Buffer, limits: ImageLimits) => Container;
const READERS: Readonly<Record<ImageFormat, Reader>> = {
  jpeg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
  heic: readHeic,
};

/** True when the pieces, laid end to end, are exactly `bytes`. Views of `bytes` itself cost nothing. */
function areTheWholeOf(bytes: Buffer, pieces: readonly Buffer[]): boolean {
  let at = 0;
  for (const piece of pieces) {
    const isView = piece.buffer === bytes.buffer && piece.byteOffset === bytes.byteOffset + at;
    if (!isView && !piece.equals(bytes.subarray(at, at + piece.length))) return false;
    at += piece.length;
  }
  return at === bytes.length;
}

/** Reads what we wrote by the same rules: it must need no more cleaning and say the same. */
function verify(read: Reader, written: Buffer, container: Container, limits: ImageLimits): void {
  const again = read(written, limits);
  const isSame =
    again.removed.size === 0 &&
    areTheWholeOf(written, again.pieces) &&
    again.width === container.width &&
    again.height === container.height &&
    again.frames === container.frames &&
    again.orientation === container.orientation;
  // A fault of ours, and no reason to let the file through.
  if (!isSame) refuse("image.malformed", "the cleaned file does not read as it was written");
}

/**
 * Cleans a picture file. The input is not changed; the result may share no memory with it.
 * Throws ImageRefused, and nothing else, whatever the bytes are.
 */
export function cleanImage(bytes: Buffer, limits: ImageLimits): CleanImage {
  return atOnce(cleaning(bytes, limits));
}

/** The same, in steps. */
export function* cleaning(bytes: Buffer, limits: ImageLimits): Steps<CleanImage> {
  if (bytes.length === 0) refuse("image.empty", "no bytes");
  const format = formatOf(bytes) ?? refuse("image.unsupported", "no signature of ours");
  if (!limits.formats.has(format)) refuse("image.format-off", `${format} is switched off`);
  const read = READERS[format];

  const container = read(bytes, limits);
  const { width, height, frames, orientation } = container;
  checkPixels(limits, width, height, frames);
  yield;
  const cleaned = Buffer.concat(container.pieces);
  verify(read, cleaned, container, limits);
  yield;
  if (yield* searchForCode(cleaned)) refuse("image.carries-code", "pixels or palette spell code");
  const isTurned = orientation >= 5;
  return {
    format,
    width,
    height,
    uprightWidth: isTurned ? height : width,
    uprightHeight: isTurned ? width : height,
    frames,
    animated: frames > 1,
    scans: container.scans,
    orientation,
    colour: container.colour,
    bytes: cleaned,
    decoderBytes: container.decoderPieces ? Buffer.concat(container.decoderPieces) : cleaned,
    removed: [...container.removed].sort(),
    details: container.details,
  };
}
