// The blocks of a GIF (GIF89a, clauses 15 to 27): where each ends, and what an extension is.

import { refuse } from "./image-refused.ts";

const malformed = (reason: string): never => refuse("image.malformed", `GIF: ${reason}`);
const MOST_BYTES_OF_PIXEL = 4;
const truncated = (): never => refuse("image.truncated", "GIF: no trailer");

/** Bytes of the colour table that a packed field announces; 0 when it announces none. */
export function colourTableBytes(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 << ((packed & 7) + 1);
}

/** Offset behind the row of sub-blocks that begins at `at`, its terminator included. Throws ImageRefused. */
export function skipSubBlocks(bytes: Buffer, at: number): number {
  for (let next = at; next < bytes.length; ) {
    const length = bytes[next]!;
    next += 1 + length;
    if (length === 0) return next;
  }
  return truncated();
}

export type GifExtension =
  | { readonly kind: "control"; readonly end: number }
  /** How often an animation runs; 0 is for ever. */
  | { readonly kind: "loop"; readonly end: number; readonly count: number }
  | { readonly kind: "xmp" | "icc-private" | "comment" | "text" | "unknown-segment"; readonly end: number };

function loopCount(bytes: Buffer, at: number): number | null {
  for (let next = at; bytes[next]! > 0; next += 1 + bytes[next]!) {
    if (bytes[next] === 3 && bytes[next + 1] === 1) return bytes.readUInt16LE(next + 2);
  }
  return null;
}

function applicationAt(bytes: Buffer, at: number, end: number): GifExtension {
  if (bytes[at] !== 11) return { kind: "unknown-segment", end };
  const name = bytes.toString("latin1", at + 1, at + 12);
  if (name === "NETSCAPE2.0" || name === "ANIMEXTS1.0") {
    const count = loopCount(bytes, at + 12);
    return count === null ? { kind: "unknown-segment", end } : { kind: "loop", end, count };
  }
  if (name.startsWith("XMP Data")) return { kind: "xmp", end };
  return { kind: name.startsWith("ICCRGBG1") ? "icc-private" : "unknown-segment", end };
}

/** The extension at `at`, where its 0x21 stands. Throws ImageRefused. */
export function readExtension(bytes: Buffer, at: number): GifExtension {
  const label = bytes[at + 1] ?? truncated();
  const end = skipSubBlocks(bytes, at + 2);
  if (label === 0xf9) {
    if (end - at !== 8 || bytes[at + 2] !== 4) malformed("a graphic control of another size");
    return { kind: "control", end };
  }
  if (label === 0xff) return applicationAt(bytes, at + 2, end);
  if (label === 0xfe) return { kind: "comment", end };
  return { kind: label === 0x01 ? "text" : "unknown-segment", end };
}

/** Offset behind the image at `at`, where its 0x2c stands; it lies wholly on the screen. Throws ImageRefused. */
export function skipFrame(bytes: Buffer, at: number, screenWidth: number, screenHeight: number): number {
  if (at + 11 > bytes.length) truncated();
  const [left, top] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)];
  const [width, height] = [bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)];
  if (width < 1 || height < 1) malformed("a frame of no size");
  if (left + width > screenWidth || top + height > screenHeight) malformed("a frame outside the screen");
  const codesAt = at + 10 + colourTableBytes(bytes[at + 9]!);
  const codeSize = bytes[codesAt] ?? truncated();
  if (codeSize < 1 || codeSize > 8) malformed("code size");
  if (bytes[codesAt + 1] === 0) refuse("image.truncated", "GIF: a frame without data");
  const end = skipSubBlocks(bytes, codesAt + 1);
  // A pixel takes a code of twelve bits at the very most, and a decoder's table may be cleared before each.
  if (end - codesAt > MOST_BYTES_OF_PIXEL * width * height + 4096) malformed("more codes than pixels");
  return end;
}

/** The extension that makes an animation run `count` times; 0 is for ever. */
export function writeLoop(count: number): Buffer {
  const block = Buffer.from("\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", "latin1");
  block.writeUInt16LE(count, 16);
  return block;
}
