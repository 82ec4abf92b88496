// WebP files taken apart and put together: RIFF chunks of any kind in any place.

import sharp from "sharp";
import { pixelsOf } from "./jpeg-file.ts";

export interface Riff {
  readonly type: string;
  readonly body: Buffer;
}

export const ANIMATION = 0x02;
export const EXIF = 0x08;
export const ALPHA = 0x10;
export const PROFILE = 0x20;

function u24(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(3 * values.length);
  values.forEach((value, i) => out.writeUIntLE(value, 3 * i, 3));
  return out;
}

export function riff(type: string, body: Buffer | string): Riff {
  return { type, body: typeof body === "string" ? Buffer.from(body, "latin1") : body };
}

function written({ type, body }: Riff): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, "latin1");
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length & 1)]);
}

export function joinRiff(chunks: readonly Riff[], tail = ""): Buffer {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks.map(written)]);
  const header = Buffer.from("RIFF\0\0\0\0", "latin1");
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.from(tail, "latin1")]);
}

/** The chunks of a sound file. */
export function splitRiff(file: Buffer): Riff[] {
  const chunks: Riff[] = [];
  for (let at = 12; at < file.length; ) {
    const length = file.readUInt32LE(at + 4);
    chunks.push({ type: file.toString("latin1", at, at + 4), body: file.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length & 1);
  }
  return chunks;
}

/** A VP8X chunk with these flags and this canvas. */
export function extended(flags: number, width = 40, height = 24): Riff {
  return riff("VP8X", Buffer.concat([Buffer.from([flags, 0, 0, 0]), u24(width - 1, height - 1)]));
}

export interface WebpChoices {
  readonly width?: number;
  readonly height?: number;
  readonly lossless?: boolean;
  readonly alpha?: boolean;
}

/** A WebP without metadata, by default 40 by 24 pixels, lossy, opaque. */
export async function plainWebp(choices: WebpChoices = {}): Promise<Buffer> {
  const { width = 40, height = 24, lossless = false, alpha = false } = choices;
  const channels = alpha ? 4 : 3;
  return sharp(pixelsOf(width, height, channels), { raw: { width, height, channels } })
    .webp({ lossless, quality: 80 })
    .toBuffer();
}

/** The picture chunks of a still file: VP8L, or VP8 with ALPH before it. */
export function pictureOf(file: Buffer): Riff[] {
  return splitRiff(file).filter(({ type }) => type === "VP8 " || type === "VP8L" || type === "ALPH");
}

/** A frame of an animation; `left` and `top` are even. */
export function animationFrame(
  picture: readonly Riff[],
  width: number,
  height: number,
  left = 0,
  top = 0,
): Riff {
  const header = Buffer.concat([u24(left / 2, top / 2, width - 1, height - 1, 100), Buffer.from([0])]);
  return riff("ANMF", Buffer.concat([header, ...picture.map(written)]));
}

export const animationHeader = riff("ANIM", "\xff\xff\xff\xff\0\0");

/** An animation of 40 by 24 pixels, whose later frames are small, see-through and shifted. */
export async function animatedWebp(frames = 3): Promise<Buffer> {
  const first = pictureOf(await plainWebp());
  const later = pictureOf(await plainWebp({ width: 8, height: 8, alpha: true }));
  const moving = Array.from({ length: frames - 1 }, (_, i) =>
    animationFrame(later, 8, 8, 2 * (i % 16), 2 * (i % 8)),
  );
  return joinRiff([extended(ANIMATION | ALPHA), animationHeader, animationFrame(first, 40, 24), ...moving]);
}

/**
 * A copy that ends where its header says, with zeros for padding. libwebp reads on into what lies behind
 * a length that is too short, and so shows pixels that the file, by its own account, does not hold.
 */
export function asItSays(file: Buffer): Buffer {
  const cut = Buffer.from(file.subarray(0, 8 + file.readUInt32LE(4)));
  for (let at = 12; at + 8 <= cut.length; ) {
    const length = cut.readUInt32LE(at + 4);
    const end = at + 8 + length;
    if (length % 2 === 1 && end < cut.length) cut[end] = 0;
    // Frames are chunks that hold chunks; their padding counts as well.
    at = cut.toString("latin1", at, at + 4) === "ANMF" ? at + 24 : end + (length & 1);
  }
  return cut;
}
