// The boxes that HEIF and AVIF files are made of (ISO/IEC 14496-12, clause 4): length, type, body. Reading stays
// inside the bytes it is given; how deep boxes lie in each other is up to the reader of each kind.

import type { Tally } from "./container.ts";
import { refuse } from "./image-refused.ts";

export interface Box {
  readonly type: string;
  readonly body: Buffer;
  /** Offset behind the box, in the bytes that were walked. */
  readonly end: number;
}

/** The box at `at`, or null where none is or it would reach beyond the end. */
export function boxAt(bytes: Buffer, at: number): Box | null {
  if (at + 8 > bytes.length) return null;
  const short = bytes.readUInt32BE(at);
  const isLarge = short === 1;
  if (isLarge && at + 16 > bytes.length) return null;
  const headBytes = isLarge ? 16 : 8;
  // 0: the last box of the file, as long as there is anything.
  const sizeBytes = short === 0 ? bytes.length - at : isLarge ? Number(bytes.readBigUInt64BE(at + 8)) : short;
  if (sizeBytes < headBytes || sizeBytes > bytes.length - at) return null;
  const end = at + sizeBytes;
  return { type: bytes.toString("latin1", at + 4, at + 8), body: bytes.subarray(at + headBytes, end), end };
}

/** The boxes that fill `bytes`. Throws ImageRefused when one reaches beyond the end, or there are too many. */
export function* boxesIn(bytes: Buffer, tally: Tally): Generator<Box> {
  for (let at = 0; at < bytes.length; ) {
    tally.part();
    const box = boxAt(bytes, at) ?? refuse("image.malformed", "HEIF: a box beyond its end");
    yield box;
    at = box.end;
  }
}

/** Reads numbers one after the other; beyond the end it throws ImageRefused. */
export interface FieldReader {
  /** A number of 0, 1, 2, 3, 4 or 8 bytes; 0 bytes are the number 0. */
  uint(sizeBytes: number): number;
  bytes(count: number): Buffer;
  /** Text up to its NUL, which is passed over. */
  text(): string;
  readonly rest: Buffer;
}

export function readFields(body: Buffer): FieldReader {
  let at = 0;
  const take = (count: number): Buffer => {
    if (count > body.length - at) refuse("image.malformed", "HEIF: a field beyond its box");
    at += count;
    return body.subarray(at - count, at);
  };
  return {
    uint(sizeBytes) {
      const field = take(sizeBytes);
      if (sizeBytes === 0) return 0;
      if (sizeBytes <= 4) return field.readUIntBE(0, sizeBytes);
      const value = field.readBigUInt64BE(0);
      return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
    },
    bytes: take,
    text() {
      const length = body.subarray(at).indexOf(0);
      if (length < 0) return take(body.length - at).toString("latin1");
      return take(length + 1).toString("latin1", 0, length);
    },
    get rest() {
      return body.subarray(at);
    },
  };
}

/** Version and flags of a full box, and what is behind them. */
export function readFullBox(body: Buffer): { version: number; flags: number; fields: FieldReader } {
  const fields = readFields(body);
  return { version: fields.uint(1), flags: fields.uint(3), fields };
}

export function uint(sizeBytes: 1 | 2 | 4, value: number): Buffer {
  const out = Buffer.alloc(sizeBytes);
  out.writeUIntBE(value, 0, sizeBytes);
  return out;
}

/** A box of our own. */
export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint(4, 8 + body.length), Buffer.from(type, "latin1"), body]);
}

/** A full box of our own. */
export function fullBox(type: string, version: number, flags: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, uint(4, version * 2 ** 24 + flags), ...parts);
}
