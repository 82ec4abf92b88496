// PNG chunks: the walk over them (every length and CRC checked), the header, and for each small chunk
// that may stay, what it must look like (PNG, third edition, clauses 5 and 11).

import { crc32 } from "node:zlib";
import type { Tally } from "./container.ts";
import { refuse } from "./image-refused.ts";

export interface PngChunk {
  readonly type: string;
  readonly body: Buffer;
  /** The chunk with its length and CRC, as it lies in the file. */
  readonly whole: Buffer;
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha. */
  readonly colourType: number;
}

export const PNG_SIGNATURE_BYTES = 8;
const MAX_LENGTH = 0x7fffffff;
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Deflate turns one byte into this many at the very most. */
const MAX_INFLATION = 1032;
/** And into this many at the least: noise in codes of nine bits, and the heads of its blocks. */
const MAX_DEFLATION = 1.25;

const malformed = (reason: string): never => refuse("image.malformed", `PNG: ${reason}`);

function isLetters(bytes: Buffer, from: number): boolean {
  for (let at = from; at < from + 4; at++) {
    const lower = bytes[at]! | 0x20;
    if (lower < 0x61 || lower > 0x7a) return false;
  }
  return true;
}

/** The chunk at `at`. Throws ImageRefused when it is cut, damaged, or none. */
export function readChunk(bytes: Buffer, at: number, tally: Tally): PngChunk {
  tally.part();
  if (at + 12 > bytes.length) refuse("image.truncated", "PNG: no end chunk");
  const length = bytes.readUInt32BE(at);
  if (length > MAX_LENGTH || !isLetters(bytes, at + 4)) malformed("not a chunk");
  const end = at + 12 + length;
  if (end > bytes.length) refuse("image.truncated", "PNG: ends inside a chunk");
  if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4))
    malformed("checksum of a chunk");
  return {
    type: bytes.toString("latin1", at + 4, at + 8),
    body: bytes.subarray(at + 8, end - 4),
    whole: bytes.subarray(at, end),
  };
}

/** A chunk of our own. */
export function pngChunk(type: string, body: Buffer): Buffer {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(body.length, 0);
  whole.write(type, 4, "latin1");
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
}

/** Throws ImageRefused when the chunk is no IHDR, or a combination that PNG does not have. */
export function readHeader({ type, body }: PngChunk): PngHeader {
  if (type !== "IHDR" || body.length !== 13) return malformed("no header at the start");
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = body.subarray(8);
  if (!DEPTHS[colourType]?.includes(depth)) malformed("depth and colour type");
  if (compression !== 0 || filter !== 0 || interlace > 1) malformed("method");
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
  if (width > MAX_LENGTH || height > MAX_LENGTH) malformed("a side beyond what PNG can hold");
  return { width, height, depth, colourType };
}

/** Throws ImageRefused when so few compressed bytes cannot hold the picture, however empty, or need not be so many. */
export function checkInflation(
  { width, height, depth, colourType }: PngHeader,
  compressedBytes: number,
): void {
  const rowBytes = (width * depth * CHANNELS[colourType]!) / 8;
  if (height * rowBytes > MAX_INFLATION * (compressedBytes + 64))
    refuse("image.truncated", "PNG: too little data");
  // What cannot be pixels is freight. Filter bytes, the padding of interlaced rows, and a poor compressor's blocks.
  const mostBytes = MAX_DEFLATION * (height * (rowBytes + 16) + 1024) + 65_536;
  if (compressedBytes > mostBytes) malformed("more data than picture");
}

const isSmall = (body: Buffer, max: number) => {
  for (let at = 0; at < body.length; at += 4) if (body.readUInt32BE(at) > max) return false;
  return true;
};
const BACKGROUND_BYTES: Readonly<Record<number, number>> = { 0: 2, 2: 6, 3: 1, 4: 2, 6: 6 };

function isSignificantBits(body: Buffer, { depth, colourType }: PngHeader): boolean {
  const most = colourType === 3 ? 8 : depth;
  const count = colourType === 3 ? 3 : CHANNELS[colourType];
  return body.length === count && body.every((bits) => bits >= 1 && bits <= most);
}

/** `entries` are those of the palette; 0 where there is none. */
function isTransparency(body: Buffer, { colourType }: PngHeader, entries: number): boolean {
  if (colourType === 3) return body.length >= 1 && body.length <= entries;
  return (colourType === 0 && body.length === 2) || (colourType === 2 && body.length === 6);
}

/** Whether a small chunk is as PNG wants it; one that is not, decoders pass over and we leave out. */
export function isSoundChunk({ type, body }: PngChunk, header: PngHeader, paletteEntries: number): boolean {
  switch (type) {
    case "cHRM":
      return body.length === 32 && isSmall(body, 200_000);
    case "gAMA":
      return body.length === 4 && isSmall(body, 10_000_000) && body.readUInt32BE(0) > 0;
    case "sRGB":
      return body.length === 1 && body[0]! <= 3;
    case "sBIT":
      return isSignificantBits(body, header);
    case "pHYs":
      return body.length === 9 && body[8]! <= 1 && isSmall(body.subarray(0, 8), MAX_LENGTH);
    case "bKGD":
      return (
        body.length === BACKGROUND_BYTES[header.colourType] && (header.colourType !== 3 || paletteEntries > 0)
      );
    case "tRNS":
      return isTransparency(body, header, paletteEntries);
    default:
      return false;
  }
}
