// Which colour space an ICC profile means, judged by its primaries and curves: a description can say
// anything. Known spaces are replaced by our own profile; what a stranger's profile carries besides
// (text, private tags) never reaches a file that leaves.

import { COLORANTS, type KnownSpace, standardProfile, type TransferCurve } from "./standard-profiles.ts";

/** What a file says about its colours. `other`: by a profile we do not know. `cmyk`: by its channels. */
export type Colour = "srgb" | "display-p3" | "adobe-rgb" | "grey" | "cmyk" | "unlabelled" | "other";
export type Channels = "rgb" | "grey" | "cmyk";

export type JudgedProfile =
  | { readonly kind: "known"; readonly colour: Colour; readonly profile: Buffer }
  | { readonly kind: "unknown" }
  /** Damaged, or made for other channels than the picture has: no use to anybody. */
  | { readonly kind: "unusable" };

const UNUSABLE: JudgedProfile = { kind: "unusable" };
const UNKNOWN: JudgedProfile = { kind: "unknown" };
const SPACES: Readonly<Record<Channels, string>> = { rgb: "RGB ", grey: "GRAY", cmyk: "CMYK" };
const CLASSES: ReadonlySet<string> = new Set(["mntr", "scnr", "prtr", "spac"]);
const MAX_TAGS = 100;
/** Look-up tables go before primaries and curves, so a profile that has one is not what those say. */
const TABLES = ["A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2", "D2B0", "D2B1", "D2B2", "D2B3"];
const COLORANT_TOLERANCE = 0.0025;
/** In units of the encoded signal, 0 to 1: two steps of 8 bits. */
const CURVE_TOLERANCE = 2 / 255;

function tagsOf(icc: Buffer): ReadonlyMap<string, Buffer> | null {
  const count = icc.readUInt32BE(128);
  if (count > MAX_TAGS || 132 + 12 * count > icc.length) return null;
  const tags = new Map<string, Buffer>();
  for (let entry = 132; entry < 132 + 12 * count; entry += 12) {
    const at = icc.readUInt32BE(entry + 4);
    const sizeBytes = icc.readUInt32BE(entry + 8);
    if (at < 128 || at + sizeBytes > icc.length) return null;
    tags.set(icc.toString("latin1", entry, entry + 4), icc.subarray(at, at + sizeBytes));
  }
  return tags;
}

const fixed = (bytes: Buffer, at: number) => bytes.readInt32BE(at) / 65_536;

function xyzOf(tag: Buffer | undefined): readonly number[] | null {
  if (!tag || tag.length < 20 || tag.toString("latin1", 0, 4) !== "XYZ ") return null;
  return [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)];
}

function sampledCurve(tag: Buffer): ((x: number) => number) | null {
  const count = tag.readUInt32BE(8);
  if (count === 0) return (x) => x;
  if (12 + 2 * count > tag.length) return null;
  if (count === 1) return (x) => x ** (tag.readUInt16BE(12) / 256);
  return (x) => {
    const place = x * (count - 1);
    const below = Math.min(Math.floor(place), count - 2);
    const low = tag.readUInt16BE(12 + 2 * below);
    const high = tag.readUInt16BE(14 + 2 * below);
    return (low + (high - low) * (place - below)) / 65_535;
  };
}

function parametricCurve(tag: Buffer): ((x: number) => number) | null {
  const kind = tag.readUInt16BE(8);
  const parameters = [1, 3, 4, 5, 7][kind];
  if (parameters === undefined || tag.length < 12 + 4 * parameters) return null;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: parameters }, (_, i) =>
    fixed(tag, 12 + 4 * i),
  );
  if (kind === 0) return (x) => x ** g;
  if (kind === 1) return (x) => (a * x + b >= 0 ? (a * x + b) ** g : 0);
  if (kind === 2) return (x) => (a * x + b >= 0 ? (a * x + b) ** g : 0) + c;
  return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
}

function curveOf(tag: Buffer | undefined): ((x: number) => number) | null {
  if (!tag || tag.length < 12) return null;
  const type = tag.toString("latin1", 0, 4);
  if (type === "curv") return sampledCurve(tag);
  return type === "para" ? parametricCurve(tag) : null;
}

const encode = (linear: number) =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
const DECODE: Readonly<Record<TransferCurve, (x: number) => number>> = {
  srgb: (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4),
  "gamma-2.2": (x) => x ** (563 / 256),
};

/** Compared as the eye sees them: dark tones, where the two curves differ, weigh as much as light ones. */
function transferOf(tag: Buffer | undefined): TransferCurve | null {
  const curve = curveOf(tag);
  if (!curve) return null;
  const matches = (name: TransferCurve) => {
    for (let i = 0; i <= 64; i++) {
      const difference = encode(curve(i / 64)) - encode(DECODE[name](i / 64));
      if (!(Math.abs(difference) <= CURVE_TOLERANCE)) return false;
    }
    return true;
  };
  if (matches("srgb")) return "srgb";
  return matches("gamma-2.2") ? "gamma-2.2" : null;
}

function rgbSpaceOf(tags: ReadonlyMap<string, Buffer>): KnownSpace | null {
  const transfers = ["rTRC", "gTRC", "bTRC"].map((name) => transferOf(tags.get(name)));
  const transfer = transfers[0];
  if (!transfer || transfers.some((other) => other !== transfer)) return null;
  const colorants = ["rXYZ", "gXYZ", "bXYZ"].map((name) => xyzOf(tags.get(name)));
  for (const space of ["srgb", "display-p3", "adobe-rgb"] as const) {
    const near = COLORANTS[space].every((triple, i) =>
      triple.every((value, j) => Math.abs(value - (colorants[i]?.[j] ?? Infinity)) <= COLORANT_TOLERANCE),
    );
    if (near && transfer === (space === "adobe-rgb" ? "gamma-2.2" : "srgb")) return space;
  }
  return null;
}

function greySpaceOf(tags: ReadonlyMap<string, Buffer>): KnownSpace | null {
  const transfer = transferOf(tags.get("kTRC"));
  if (!transfer) return null;
  return transfer === "srgb" ? "grey-srgb" : "grey-2.2";
}

/** Judges an ICC profile that came with a picture of these channels. Never throws. */
export function judgeProfile(icc: Buffer, channels: Channels): JudgedProfile {
  if (icc.length < 132 || icc.readUInt32BE(0) > icc.length || icc.readUInt32BE(0) < 132) return UNUSABLE;
  if (icc.toString("latin1", 36, 40) !== "acsp" || !CLASSES.has(icc.toString("latin1", 12, 16)))
    return UNUSABLE;
  if (icc.toString("latin1", 16, 20) !== SPACES[channels]) return UNUSABLE;
  const connection = icc.toString("latin1", 20, 24);
  const tags = tagsOf(icc);
  if (!tags || (connection !== "XYZ " && connection !== "Lab ")) return UNUSABLE;
  if (channels === "cmyk" || connection !== "XYZ " || TABLES.some((name) => tags.has(name))) return UNKNOWN;
  const space = channels === "rgb" ? rgbSpaceOf(tags) : greySpaceOf(tags);
  if (!space) return UNKNOWN;
  const colour = space === "grey-srgb" || space === "grey-2.2" ? "grey" : space;
  return { kind: "known", colour, profile: standardProfile(space) };
}
