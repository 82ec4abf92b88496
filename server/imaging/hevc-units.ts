// The units that an HEVC picture is coded in (ITU-T H.265, 7.3): parameter sets and slices are kept as they are,
// messages and filler are left out, and the size that the decoder will believe is read.

import type { CodedPicture } from "./av1-units.ts";
import { readBits } from "./bit-reader.ts";
import type { Tally } from "./container.ts";
import { refuse } from "./image-refused.ts";
import { readFields, uint } from "./isobmff-boxes.ts";

export interface HevcSettings {
  readonly width: number;
  readonly height: number;
  /** Bytes of the length before each unit of a picture. */
  readonly lengthBytes: number;
  /** The body of an hvcC box of our own. */
  readonly body: Buffer;
}

const VIDEO_SETS = 32;
const SEQUENCE_SETS = 33;
const PICTURE_SETS = 34;
const FIXED_BYTES = 22;
const MAX_SETS = 16;

const malformed = (reason: string): never => refuse("image.malformed", `HEVC: ${reason}`);

const isParameterSet = (type: number) => type >= VIDEO_SETS && type <= PICTURE_SETS;
/** Slices of pictures, random access ones included; the numbers between are reserved. */
const isSlice = (type: number) => type <= 9 || (type >= 16 && type <= 21);
const typeOf = (unit: Buffer) => (unit[0]! >> 1) & 63;

/** Without the bytes that keep start codes from appearing by chance. */
function withoutEmulation(unit: Buffer): Buffer {
  const kept: number[] = [];
  let zeros = 0;
  for (const byte of unit.subarray(0, 512)) {
    if (zeros >= 2 && byte === 3) zeros = 0;
    else {
      kept.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
  }
  return Buffer.from(kept);
}

/** The size that a sequence parameter set states, and the one it crops to. */
function sequenceSize(unit: Buffer) {
  const bits = readBits(withoutEmulation(unit.subarray(2)));
  bits.skip(4);
  const layers = bits.bits(3);
  bits.skip(1 + 88 + 8);
  const present = Array.from({ length: layers }, () => ({ profile: bits.flag(), level: bits.flag() }));
  if (layers > 0) bits.skip(2 * (8 - layers));
  for (const { profile, level } of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
  bits.golomb();
  const chroma = bits.golomb();
  if (chroma > 3) malformed("chroma format");
  if (chroma === 3) bits.skip(1);
  const [width, height] = [bits.golomb(), bits.golomb()];
  const isCropped = bits.flag();
  const [left, right, top, bottom] = isCropped
    ? [bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()]
    : [0, 0, 0, 0];
  const [stepX, stepY] = [chroma === 1 || chroma === 2 ? 2 : 1, chroma === 1 ? 2 : 1];
  return {
    width,
    height,
    shownWidth: width - stepX * (left + right),
    shownHeight: height - stepY * (top + bottom),
  };
}

/** Reads the body of an hvcC box, and writes it anew with the parameter sets alone. Throws ImageRefused. */
export function readHevcSettings(body: Buffer, tally: Tally): HevcSettings {
  const fields = readFields(body);
  const fixed = fields.bytes(FIXED_BYTES);
  const arrays: Buffer[] = [];
  let size: ReturnType<typeof sequenceSize> | null = null;
  for (let array = fields.uint(1); array > 0; array--) {
    const type = fields.uint(1) & 63;
    const count = fields.uint(2);
    if (count > MAX_SETS) refuse("image.too-complex", "HEVC: too many parameter sets");
    const units = Array.from({ length: count }, () => fields.bytes(fields.uint(2)));
    if (!isParameterSet(type)) {
      tally.leaveOut("unknown-segment", 0);
      continue;
    }
    for (const unit of units) {
      if (unit.length < 3 || typeOf(unit) !== type) malformed("a parameter set of another kind");
      if (type !== SEQUENCE_SETS) continue;
      const found = sequenceSize(unit);
      if (size && (size.width !== found.width || size.height !== found.height)) malformed("two sizes");
      size = found;
    }
    arrays.push(
      Buffer.concat([
        uint(1, 0x80 | type),
        uint(2, count),
        ...units.flatMap((unit) => [uint(2, unit.length), unit]),
      ]),
    );
  }
  if (!size) return malformed("no size");
  return {
    width: size.shownWidth,
    height: size.shownHeight,
    lengthBytes: (fixed[21]! & 3) + 1,
    body: Buffer.concat([fixed, uint(1, arrays.length), ...arrays]),
  };
}

/** Reads the bytes of an `hvc1` item. Throws ImageRefused. */
export function readHevc(bytes: Buffer, settings: HevcSettings, tally: Tally): CodedPicture {
  const { width, height, lengthBytes } = settings;
  const pieces: Buffer[] = [];
  let hasSlice = false;
  for (let at = 0; at < bytes.length; ) {
    tally.part();
    if (at + lengthBytes > bytes.length) refuse("image.truncated", "HEVC: ends inside a unit");
    const end = at + lengthBytes + bytes.readUIntBE(at, lengthBytes);
    if (end > bytes.length) refuse("image.truncated", "HEVC: ends inside a unit");
    const unit = bytes.subarray(at + lengthBytes, end);
    if (unit.length < 2 || (unit[0]! & 0x80) !== 0) malformed("a forbidden bit");
    const type = typeOf(unit);
    // The size was judged by the sets in front; others inside could say anything.
    if (isParameterSet(type)) malformed("parameter sets inside a picture");
    if (isSlice(type)) {
      hasSlice = true;
      pieces.push(bytes.subarray(at, end));
    } else tally.leaveOut("unknown-segment", end - at);
    at = end;
  }
  if (!hasSlice) malformed("no picture");
  return { width, height, pieces };
}
