// HEIC pictures, whose codec the ordinary decoder does not have: a process of their own turns one into a plain PNG,
// and that goes on as any picture does. It starts with the first HEIC, and is never there where none comes.

import { deflateSync } from "node:zlib";
import type { CleanImage } from "./clean-image.ts";
import { DecoderDied } from "./decoder-child.ts";
import { type Frame, ProtocolBroken } from "./decoder-frames.ts";
import { heicProfile } from "./heif.ts";
import { defaultImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { readPng } from "./png.ts";
import { pngChunk } from "./png-chunks.ts";

/** Two pixels short of twice 2000, squared, with alpha; and the container around it. */
export const UNFOLDED_LIMITS: readonly number[] = [4 * 3999 * 4000 + 100_000];
/** Signature and header: where a profile goes behind. */
const PNG_HEAD_BYTES = 33;

/** A PNG of a picture's pixels, of its size or smaller by a whole factor. */
export interface UnfoldedImage {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The header of the job. */
export function unfoldingJob({ width, height }: CleanImage): Readonly<Record<string, unknown>> {
  return { width, height };
}

function withProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from("ICC\0\0", "latin1"), deflateSync(profile)]);
  return Buffer.concat([
    png.subarray(0, PNG_HEAD_BYTES),
    pngChunk("iCCP", body),
    png.subarray(PNG_HEAD_BYTES),
  ]);
}

/**
 * Checks what the decoder answered against the picture it was given.
 * Throws ImageRefused when that cannot be decoded, ProtocolBroken when the answer is none.
 */
export function checkUnfolded(image: CleanImage, answer: Frame): UnfoldedImage {
  const kind = answer.header["kind"];
  if (kind === "undecodable") return refuse("image.undecodable", "the HEIC decoder could not read it");
  if (kind === "exhausted") throw new DecoderDied("memory", "it said so");
  const [png] = answer.buffers;
  if (kind !== "unfolded" || !png) throw new ProtocolBroken("no answer that we know");
  try {
    const { width, height, frames, removed } = readPng(png, defaultImageLimits);
    const factor = Math.max(1, Math.floor(Math.max(image.width, image.height) / 2000));
    const isExpected =
      width === Math.max(1, Math.floor(image.width / factor)) &&
      height === Math.max(1, Math.floor(image.height / factor)) &&
      frames === 1 &&
      removed.size === 0;
    if (!isExpected) throw new ProtocolBroken("pixels of another shape");
    const profile = image.colour === "other" ? heicProfile(image.decoderBytes) : null;
    return { bytes: profile ? withProfile(png, profile) : png, width, height };
  } catch {
    throw new ProtocolBroken("pixels of another shape");
  }
}
