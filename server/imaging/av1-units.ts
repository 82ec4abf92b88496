// The units that an AV1 picture is coded in (AV1 bitstream specification, 5.3 to 5.5): those that show it are kept
// as they are, metadata and padding are left out, and the size that the decoder will believe is read.

import { readBits } from "./bit-reader.ts";
import type { Tally } from "./container.ts";
import { refuse } from "./image-refused.ts";

export interface CodedPicture {
  /** In pixels, as the codec's own header says. */
  readonly width: number;
  readonly height: number;
  readonly pieces: readonly Buffer[];
}

const SEQUENCE_HEADER = 1;
/** Temporal delimiter, frame header, tile group, frame, repeated frame header. */
const KEPT: ReadonlySet<number> = new Set([SEQUENCE_HEADER, 2, 3, 4, 6, 7]);
/** Metadata, tile list, padding: nothing hangs on them. */
const LEFT_OUT: ReadonlySet<number> = new Set([5, 15]);

const malformed = (reason: string): never => refuse("image.malformed", `AV1: ${reason}`);

function skipTiming(bits: ReturnType<typeof readBits>): { hasModel: boolean; delayBits: number } {
  if (!bits.flag()) return { hasModel: false, delayBits: 0 };
  bits.skip(64);
  if (bits.flag()) bits.golomb();
  if (!bits.flag()) return { hasModel: false, delayBits: 0 };
  const delayBits = bits.bits(5) + 1;
  bits.skip(32 + 5 + 5);
  return { hasModel: true, delayBits };
}

function sequenceSize(body: Buffer): { width: number; height: number } {
  const bits = readBits(body);
  bits.skip(4);
  if (bits.flag()) bits.skip(5);
  else {
    const { hasModel, delayBits } = skipTiming(bits);
    const hasDelay = bits.flag();
    const points = bits.bits(5) + 1;
    for (let point = 0; point < points; point++) {
      bits.skip(12);
      if (bits.bits(5) > 7) bits.skip(1);
      if (hasModel && bits.flag()) bits.skip(2 * delayBits + 1);
      if (hasDelay && bits.flag()) bits.skip(4);
    }
  }
  const [widthBits, heightBits] = [bits.bits(4) + 1, bits.bits(4) + 1];
  return { width: bits.bits(widthBits) + 1, height: bits.bits(heightBits) + 1 };
}

/** A number in groups of 7 bits, at most 8 of them; and the offset behind it. */
function readLeb128(bytes: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i] ?? refuse("image.truncated", "AV1: ends inside a unit");
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return malformed("length of a unit");
}

/** Reads the bytes of an `av01` item. Throws ImageRefused. */
export function readAv1(bytes: Buffer, tally: Tally): CodedPicture {
  const pieces: Buffer[] = [];
  let size: { width: number; height: number } | null = null;
  for (let at = 0; at < bytes.length; ) {
    tally.part();
    const header = bytes[at]!;
    const type = (header >> 3) & 15;
    if ((header & 0x80) !== 0) malformed("a forbidden bit");
    const bodyAt = at + ((header & 4) === 0 ? 1 : 2);
    const hasLength = (header & 2) !== 0;
    const length = hasLength ? readLeb128(bytes, bodyAt) : { value: bytes.length - bodyAt, end: bodyAt };
    const end = length.end + length.value;
    if (end > bytes.length || length.value < 0) refuse("image.truncated", "AV1: ends inside a unit");
    if (type === SEQUENCE_HEADER) {
      const found = sequenceSize(bytes.subarray(length.end, end));
      if (size && (size.width !== found.width || size.height !== found.height)) malformed("two sizes");
      size = found;
    } else if (!size && type !== 2) malformed("a picture before its header");
    if (KEPT.has(type)) pieces.push(bytes.subarray(at, end));
    else if (LEFT_OUT.has(type)) tally.leaveOut("unknown-segment", end - at);
    else malformed("an unknown unit");
    at = end;
  }
  if (!size) return malformed("no picture");
  return { ...size, pieces };
}
