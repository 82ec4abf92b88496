// What Exif tells us about a picture, and the one Exif tag we ever write: orientation. Reading never
// throws; what does not make sense is as if it were absent.

import { openTiff, type Tiff, type TiffField } from "./tiff-fields.ts";

/** 1 upright, 2 to 8 as in the Exif standard; 5 to 8 swap width and height. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface ImageDetails {
  /** Wall time at the camera, `YYYY-MM-DDTHH:MM:SS`, and its distance from UTC, `+02:00`, where known. */
  readonly takenAt: { readonly local: string; readonly offset: string | null } | null;
  /** An empty string stands for a make or a model that is not given. */
  readonly camera: { readonly make: string; readonly model: string; readonly lens?: string } | null;
  readonly exposure?: {
    readonly iso?: number;
    readonly fNumber?: number;
    readonly seconds?: number;
    readonly focalLengthMm?: number;
  };
  /** Degrees, north and east positive; altitude in metres above the sea. */
  readonly place: {
    readonly latitude: number;
    readonly longitude: number;
    readonly altitude?: number;
  } | null;
}

export interface Exif {
  readonly orientation: Orientation;
  readonly hasGps: boolean;
  readonly hasThumbnail: boolean;
  readonly details: ImageDetails;
}

export const noDetails: ImageDetails = Object.freeze({ takenAt: null, camera: null, place: null });

const MAX_TEXT_BYTES = 256;
const MAX_TEXT_LENGTH = 100;
/** Signs of markup, templates and shells, of which makers of cameras make no use. */
const FORBIDDEN_IN_NAMES = /["<>`$\\^;={}]/;
type Fields = ReadonlyMap<number, TiffField>;
const NO_FIELDS: Fields = new Map();

function textOf(tiff: Tiff, field: TiffField | undefined): string {
  const raw = tiff.text(field, MAX_TEXT_BYTES)?.toString("utf8") ?? "";
  // Controls, direction overrides and other invisible letters would let a camera's name forge a page or a log.
  const plain = raw.normalize("NFC").replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, "");
  // Samsung brackets names that differ by country.
  const name = plain
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/^<([^<>]*)>$/, "$1");
  if (FORBIDDEN_IN_NAMES.test(name)) return "";
  return Array.from(name).slice(0, MAX_TEXT_LENGTH).join("").trim();
}

function takenAtOf(tiff: Tiff, fields: Fields): ImageDetails["takenAt"] {
  const raw = tiff.text(fields.get(0x9003), 32)?.toString("latin1") ?? "";
  const parts = /^(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(raw);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const instant = new Date(`${local}Z`);
  // Only a day and a time that exist come back as they went in: the 30th of February does not.
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== local) return null;
  if (Number(year) < 1826 || Number(year) > 2100) return null;
  return { local, offset: offsetOf(tiff.text(fields.get(0x9011), 16)?.toString("latin1").trim() ?? "") };
}

function offsetOf(raw: string): string | null {
  if (raw === "Z") return "+00:00";
  const parts = /^[+-](\d\d):(\d\d)$/.exec(raw);
  if (!parts) return null;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return minutes <= 14 * 60 && Number(parts[2]) < 60 ? raw : null;
}

function cameraOf(tiff: Tiff, main: Fields, exif: Fields): ImageDetails["camera"] {
  const make = textOf(tiff, main.get(0x010f));
  const model = textOf(tiff, main.get(0x0110));
  const lens = textOf(tiff, exif.get(0xa434));
  if (make === "" && model === "") return null;
  return lens === "" ? { make, model } : { make, model, lens };
}

function exposureOf(tiff: Tiff, exif: Fields): ImageDetails["exposure"] {
  const within = (value: number | null, max: number) =>
    value !== null && value > 0 && value <= max ? value : null;
  const iso = within(tiff.integer(exif.get(0x8827)), 10_000_000);
  const fNumber = within(tiff.rational(exif.get(0x829d)), 1000);
  const seconds = within(tiff.rational(exif.get(0x829a)), 1_000_000);
  const focalLengthMm = within(tiff.rational(exif.get(0x920a)), 100_000);
  const exposure = {
    ...(iso !== null && { iso }),
    ...(fNumber !== null && { fNumber }),
    ...(seconds !== null && { seconds }),
    ...(focalLengthMm !== null && { focalLengthMm }),
  };
  return Object.keys(exposure).length > 0 ? exposure : undefined;
}

function degreesOf(tiff: Tiff, field: TiffField | undefined): number | null {
  const degrees = tiff.rational(field, 0);
  const minutes = tiff.rational(field, 1);
  const seconds = tiff.rational(field, 2);
  if (degrees === null || minutes === null || seconds === null) return null;
  if (degrees < 0 || minutes < 0 || seconds < 0) return null;
  return degrees + minutes / 60 + seconds / 3600;
}

function coordinateOf(tiff: Tiff, gps: Fields, tag: number, signs: string, max: number): number | null {
  const size = degreesOf(tiff, gps.get(tag));
  const sign = signs.indexOf(
    tiff
      .text(gps.get(tag - 1), 2)
      ?.toString("latin1")
      .toUpperCase() || "?",
  );
  if (size === null || sign < 0 || size > max) return null;
  return (sign === 0 ? 1 : -1) * (Math.round(size * 1e7) / 1e7);
}

function placeOf(tiff: Tiff, gps: Fields): ImageDetails["place"] {
  const latitude = coordinateOf(tiff, gps, 2, "NS", 90);
  const longitude = coordinateOf(tiff, gps, 4, "EW", 180);
  if (latitude === null || longitude === null) return null;
  // Zeroed fields are how software blanks a place; nobody lives where the two lines cross.
  if (latitude === 0 && longitude === 0) return null;
  const height = tiff.rational(gps.get(6));
  if (height === null || height < 0 || height > 100_000) return { latitude, longitude };
  const below = tiff.integer(gps.get(5)) === 1;
  return { latitude, longitude, altitude: (below ? -1 : 1) * (Math.round(height * 100) / 100) };
}

/** Reads the TIFF structure of an Exif segment (without the `Exif\0\0` before it). Never throws. */
export function readExif(structure: Buffer): Exif {
  const tiff = openTiff(structure);
  const directory = tiff?.directory(tiff.first) ?? null;
  if (!tiff || !directory) return { orientation: 1, hasGps: false, hasThumbnail: false, details: noDetails };
  const main = directory.fields;
  const pointed = (tag: number) => tiff.directory(tiff.integer(main.get(tag)) ?? 0)?.fields ?? NO_FIELDS;
  const exif = pointed(0x8769);
  const gps = pointed(0x8825);
  const orientation = tiff.integer(main.get(0x0112)) ?? 1;
  const exposure = exposureOf(tiff, exif);
  return {
    orientation: orientation >= 1 && orientation <= 8 ? (orientation as Orientation) : 1,
    hasGps: main.has(0x8825),
    hasThumbnail: tiff.directory(directory.next)?.fields.has(0x0201) ?? false,
    details: {
      takenAt: takenAtOf(tiff, exif),
      camera: cameraOf(tiff, main, exif),
      ...(exposure && { exposure }),
      place: placeOf(tiff, gps),
    },
  };
}

/** A TIFF structure of 26 bytes that holds the orientation and nothing else. */
export function writeOrientation(orientation: Orientation): Buffer {
  const structure = Buffer.from("4d4d002a00000008000101120003000000010000000000000000", "hex");
  structure.writeUInt16BE(orientation, 18);
  return structure;
}

/** True for the structure that writeOrientation makes: reading our own file again removes nothing. */
export function isOnlyOrientation(structure: Buffer): boolean {
  const { orientation } = readExif(structure);
  return orientation !== 1 && structure.equals(writeOrientation(orientation));
}
