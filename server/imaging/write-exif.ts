// Writes an Exif structure from details that are kept apart from the picture: our own bytes throughout, nothing of
// the block that once came with the file. What readExif reads of it is what was handed in.

import type { Image } from "#contract/images.ts";
import type { Orientation } from "./exif.ts";

export type DetailsToWrite = Pick<Image, "takenAt" | "caption" | "camera" | "exposure" | "place">;

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Buffer;
}

const BYTE = 1;
const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const UNDEFINED = 7;
const HEADER = Buffer.from("4d4d002a00000008", "hex");
const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const MAX_U32 = 0xffff_ffff;
/** The largest that ISO fits its own field; above, the field says this and another one says more. */
const MAX_ISO = 65_535;

function short(tag: number, number: number): Field {
  const value = Buffer.alloc(2);
  value.writeUInt16BE(number);
  return { tag, type: SHORT, count: 1, value };
}

function long(tag: number, number: number): Field {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(number);
  return { tag, type: LONG, count: 1, value };
}

/** Readers take UTF-8 here, whatever the type is called; nothing is written for an empty text. */
function text(tag: number, words: string): Field[] {
  if (words === "") return [];
  const value = Buffer.from(`${words}\0`);
  return [{ tag, type: ASCII, count: value.length, value }];
}

type Fraction = readonly [over: number, under: number];

function rationals(tag: number, ...fractions: readonly Fraction[]): Field {
  const value = Buffer.alloc(8 * fractions.length);
  fractions.flat().forEach((number, index) => value.writeUInt32BE(number, 4 * index));
  return { tag, type: RATIONAL, count: fractions.length, value };
}

/** The simplest fraction that stands for a number: 0.008 is 1/125, 1.8 is 9/5 (by its continued fraction). */
function fractionOf(number: number): Fraction {
  let [over, under, lastOver, lastUnder] = [Math.floor(number), 1, 1, 0];
  let rest = number - over;
  while (Math.abs(over / under - number) > number * 1e-9) {
    const next = Math.floor(1 / rest);
    const [nextOver, nextUnder] = [next * over + lastOver, next * under + lastUnder];
    if (!(nextOver <= MAX_U32 && nextUnder <= MAX_U32)) break;
    [lastOver, lastUnder, over, under] = [over, under, nextOver, nextUnder];
    rest = 1 / rest - next;
  }
  return [over, under];
}

/** Degrees, minutes and seconds, the last to a hundred-thousandth: a third of a millimetre. */
function degrees(tag: number, coordinate: number): Field {
  const units = Math.round(Math.abs(coordinate) * 3600e5);
  const whole = Math.floor(units / 3600e5);
  const minutes = Math.floor((units - whole * 3600e5) / 60e5);
  return rationals(tag, [whole, 1], [minutes, 1], [units - whole * 3600e5 - minutes * 60e5, 100_000]);
}

function isoFields(iso: number): Field[] {
  if (iso <= MAX_ISO) return [short(0x8827, Math.round(iso))];
  return [short(0x8827, MAX_ISO), short(0x8830, 3), long(0x8833, Math.round(iso))];
}

function exifFields({ takenAt, camera, exposure }: DetailsToWrite): Field[] {
  const { iso, fNumber, seconds, focalLengthMm } = exposure ?? {};
  const [day, time] = takenAt.slice(0, 19).split("T");
  return [
    ...(seconds === undefined ? [] : [rationals(0x829a, fractionOf(seconds))]),
    ...(fNumber === undefined ? [] : [rationals(0x829d, fractionOf(fNumber))]),
    ...(iso === undefined ? [] : isoFields(iso)),
    { tag: 0x9000, type: UNDEFINED, count: 4, value: Buffer.from("0232") },
    ...text(0x9003, `${day?.replaceAll("-", ":")} ${time}`),
    ...text(0x9011, takenAt.slice(19)),
    ...(focalLengthMm === undefined ? [] : [rationals(0x920a, fractionOf(focalLengthMm))]),
    ...text(0xa434, camera?.lens ?? ""),
  ];
}

function gpsFields(place: NonNullable<DetailsToWrite["place"]>): Field[] {
  const { latitude, longitude, altitude } = place;
  return [
    { tag: 0, type: BYTE, count: 4, value: Buffer.from([2, 3, 0, 0]) },
    ...text(1, latitude < 0 ? "S" : "N"),
    degrees(2, latitude),
    ...text(3, longitude < 0 ? "W" : "E"),
    degrees(4, longitude),
    ...(altitude === undefined
      ? []
      : [
          { tag: 5, type: BYTE, count: 1, value: Buffer.from([altitude < 0 ? 1 : 0]) },
          rationals(6, [Math.round(Math.abs(altitude) * 100), 100]),
        ]),
  ];
}

/** A directory that will lie at `offset`, with its larger values behind it. */
function directory(fields: readonly Field[], offset: number): Buffer {
  const entries = Buffer.alloc(2 + 12 * fields.length + 4);
  const values: Buffer[] = [];
  let valueAt = offset + entries.length;
  entries.writeUInt16BE(fields.length);
  for (const [index, { tag, type, count, value }] of fields.entries()) {
    const at = 2 + 12 * index;
    entries.writeUInt16BE(tag, at);
    entries.writeUInt16BE(type, at + 2);
    entries.writeUInt32BE(count, at + 4);
    if (value.length <= 4) value.copy(entries, at + 8);
    else {
      entries.writeUInt32BE(valueAt, at + 8);
      // Values begin at even offsets.
      values.push(value, Buffer.alloc(value.length % 2));
      valueAt += value.length + (value.length % 2);
    }
  }
  return Buffer.concat([entries, ...values]);
}

/** The TIFF structure that says these details and this orientation, without the `Exif\0\0` of a JPEG before it. */
export function writeExif(details: DetailsToWrite, orientation: Orientation): Buffer {
  const { caption, camera, place } = details;
  const mainFields = (exifAt: number, gpsAt: number): Field[] => [
    ...text(0x010e, caption),
    ...text(0x010f, camera?.make ?? ""),
    ...text(0x0110, camera?.model ?? ""),
    ...(orientation === 1 ? [] : [short(0x0112, orientation)]),
    long(EXIF_POINTER, exifAt),
    ...(place === null ? [] : [long(GPS_POINTER, gpsAt)]),
  ];
  const exifAt = HEADER.length + directory(mainFields(0, 0), HEADER.length).length;
  const exif = directory(exifFields(details), exifAt);
  const gpsAt = exifAt + exif.length;
  const gps = place === null ? Buffer.alloc(0) : directory(gpsFields(place), gpsAt);
  return Buffer.concat([HEADER, directory(mainFields(exifAt, gpsAt), HEADER.length), exif, gps]);
}
