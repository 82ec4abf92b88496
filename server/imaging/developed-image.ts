// What the darkroom asks of a decoder for one picture, and the check of what comes back: formats, sizes and
// shapes must be those that were asked for, and both files must be as clean as any upload.

import { type CleanImage, cleanImage } from "./clean-image.ts";
import { type Frame, ProtocolBroken } from "./decoder-frames.ts";
import type { ImageFormat } from "./formats.ts";
import { defaultImageLimits, type ImageLimits } from "./image-limits.ts";
import { ImageRefused } from "./image-refused.ts";
import type { UnfoldedImage } from "./unfold-heic.ts";

export interface Rendition {
  readonly bytes: Buffer;
  readonly format: "webp";
  readonly width: number;
  readonly height: number;
}

export interface DevelopedImage {
  readonly format: ImageFormat;
  /** Upright, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly animated: boolean;
  /** The cleaned file: the coded pixels of what was received, and nothing else of it. */
  readonly original: Buffer;
  /** For the screen; null when the original itself serves. */
  readonly view: Rendition | null;
  /** The format of what is shown as view. */
  readonly viewFormat: ImageFormat;
  readonly thumb: Rendition;
  /** 5 to 25 bytes; see evanw/thumbhash. */
  readonly thumbHash: Buffer;
  readonly removed: CleanImage["removed"];
  readonly details: CleanImage["details"];
  readonly colour: CleanImage["colour"];
}

const VIEW_SIDE = 2000;
const THUMB_SIDE = 512;
/** Up to this size a picture that fits the screen is its own view. */
const OWN_VIEW_BYTES = 400_000;
const SHOWN_BY_EVERY_BROWSER: ReadonlySet<ImageFormat> = new Set(["jpeg", "png", "gif", "webp"]);

/** Room for the worst picture of 2000 × 2000, for the worst of 512 × 512, and for a ThumbHash. */
export const ANSWER_LIMITS: readonly number[] = [20_000_000, 2_000_000, 64];

const OUTPUT_LIMITS: ImageLimits = {
  ...defaultImageLimits,
  maxPixels: VIEW_SIDE * VIEW_SIDE,
  maxSidePixels: VIEW_SIDE,
  maxFrames: 1,
  formats: new Set(["webp"]),
};

/** Whether the cleaned file looks right in every browser and is small enough to be its own view. */
export function isOwnView(image: CleanImage): boolean {
  if (!SHOWN_BY_EVERY_BROWSER.has(image.format)) return false;
  if (image.animated) return true;
  // Browsers agree on the orientation of JPEG alone, and disagree on inks; an unknown profile is not in the file.
  const isTurned = image.orientation !== 1 && image.format !== "jpeg";
  if (isTurned || image.colour === "cmyk" || image.colour === "other") return false;
  const longSide = Math.max(image.width, image.height);
  return longSide <= VIEW_SIDE && image.bytes.length <= OWN_VIEW_BYTES;
}

/** The header of the job for a decoder. `unfolded`: the PNG that stands for the picture, where one does. */
export function jobFor(image: CleanImage, unfolded: UnfoldedImage | null): Readonly<Record<string, unknown>> {
  const { format, width, height } = unfolded ? { ...unfolded, format: "png" } : image;
  const { frames, animated, colour } = image;
  return { format, width, height, frames, animated, colour, wantsView: !isOwnView(image) };
}

/** Checks a decoder's answer against the picture it was given. Throws ProtocolBroken. */
export function checkDeveloped(image: CleanImage, { buffers }: Frame): DevelopedImage {
  const [view, thumb, thumbHash] = buffers;
  if (view === undefined || thumb === undefined || thumbHash === undefined) {
    throw new ProtocolBroken("not all that was asked for");
  }
  const ownView = isOwnView(image);
  if (ownView && view.length > 0) throw new ProtocolBroken("a view that was not asked for");
  if (thumbHash.length < 5 || thumbHash.length > 25) throw new ProtocolBroken("no ThumbHash");
  return {
    format: image.format,
    width: image.uprightWidth,
    height: image.uprightHeight,
    frames: image.frames,
    animated: image.animated,
    original: image.bytes,
    view: ownView ? null : checkRendition(view, image, VIEW_SIDE),
    viewFormat: ownView ? image.format : "webp",
    thumb: checkRendition(thumb, image, THUMB_SIDE),
    // A copy: what came with it in one piece must not stay in memory for its sake.
    thumbHash: Buffer.from(thumbHash),
    removed: image.removed,
    details: image.details,
    colour: image.colour,
  };
}

function checkRendition(bytes: Buffer, image: CleanImage, side: number): Rendition {
  let seen: CleanImage;
  try {
    seen = cleanImage(bytes, OUTPUT_LIMITS);
  } catch (error) {
    // Not the decoder's fault: what is spelt by a picture can come to be spelt by its copy.
    if (error instanceof ImageRefused && error.code === "image.carries-code") throw error;
    throw new ProtocolBroken("a rendition that is no clean picture");
  }
  const scale = Math.min(1, side / Math.max(image.uprightWidth, image.uprightHeight));
  const isExpected =
    seen.orientation === 1 &&
    seen.removed.length === 0 &&
    isNear(seen.width, image.uprightWidth * scale) &&
    isNear(seen.height, image.uprightHeight * scale);
  if (!isExpected) throw new ProtocolBroken("a rendition of another shape");
  return { bytes: seen.bytes, format: "webp", width: seen.width, height: seen.height };
}

/** Rounding is the decoder's business, up to one pixel; nothing vanishes. */
const isNear = (size: number, exact: number): boolean => Math.abs(size - Math.max(1, exact)) <= 1;
