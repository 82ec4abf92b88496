// The properties of a HEIF item that say how it is shown (ISO/IEC 23008-12, 6.5): each is read, checked and
// written anew, so that nothing but its own fields comes out. What is not on the list is left out.

import { type Av1Grain, av1GrainOf } from "./av1-memory.ts";
import { type Colour, judgeProfile } from "./colour-profile.ts";
import type { Tally } from "./container.ts";
import type { HeifProperty } from "./heif-meta.ts";
import { type HevcSettings, readHevcSettings } from "./hevc-units.ts";
import type { ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { box, fullBox, readFields, readFullBox, uint } from "./isobmff-boxes.ts";

/** A step from the coded picture to the one that is shown, in the order of the file. */
export type HeifTurn =
  | { readonly kind: "crop"; readonly width: number; readonly height: number }
  | { readonly kind: "rotate"; readonly quarters: number }
  | { readonly kind: "mirror" };

export interface HeifProperties {
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly turns: readonly HeifTurn[];
  readonly hevc: HevcSettings | null;
  readonly av1: Av1Grain | null;
  readonly isAlpha: boolean;
  readonly colour: Colour;
  /** The boxes to write, each with whether a decoder must know it. */
  readonly kept: readonly KeptProperty[];
}

export interface KeptProperty {
  readonly bytes: Buffer;
  readonly isEssential: boolean;
  /** Not for a file that leaves. */
  readonly isForDecoderOnly: boolean;
}

const ALPHA: ReadonlySet<string> = new Set([
  "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
  "urn:mpeg:hevc:2015:auxid:1",
]);
const MAX_CHANNELS = 8;
/** Light levels and hints: shown or not, the picture stays the same. */
const HINTS: ReadonlySet<string> = new Set([
  "clli",
  "mdcv",
  "cclv",
  "amve",
  "a1lx",
  "rloc",
  "udes",
  "altt",
  "lhvC",
]);

const malformed = (reason: string): never => refuse("image.malformed", `HEIF: ${reason}`);

/** The colour that primaries and transfer stand for (ITU-T H.273). */
function codedColour(primaries: number, transfer: number): Colour {
  if (transfer === 13 || transfer === 1 || transfer === 2) {
    if (primaries === 1) return "srgb";
    if (primaries === 12) return "display-p3";
    if (primaries === 2) return "unlabelled";
  }
  return "other";
}

function readCrop(body: Buffer): HeifTurn {
  const fields = readFields(body);
  const [width, widthBy, height, heightBy] = Array.from({ length: 4 }, () => fields.uint(4)) as [
    number,
    number,
    number,
    number,
  ];
  // Parts of pixels are rounded differently by each decoder.
  if (body.length !== 32 || widthBy < 1 || heightBy < 1 || width % widthBy !== 0 || height % heightBy !== 0)
    malformed("a crop to parts of pixels");
  return { kind: "crop", width: width / widthBy, height: height / heightBy };
}

function readChannels(body: Buffer): Buffer {
  const { fields } = readFullBox(body);
  const count = fields.uint(1);
  if (count < 1 || count > MAX_CHANNELS) malformed("number of channels");
  return fullBox("pixi", 0, 0, uint(1, count), fields.bytes(count));
}

/** Reads the properties of one item. Throws ImageRefused for one that must be known and is not. */
export function readHeifProperties(
  properties: readonly HeifProperty[],
  limits: ImageLimits,
  tally: Tally,
): HeifProperties {
  const kept: KeptProperty[] = [];
  const turns: HeifTurn[] = [];
  let size: HeifProperties["size"] = null;
  let hevc: HevcSettings | null = null;
  let av1: Av1Grain | null = null;
  let isAlpha = false;
  let coded: Colour | null = null;
  let profiled: Colour | null = null;

  const keep = (bytes: Buffer, isEssential: boolean) =>
    kept.push({ bytes, isEssential, isForDecoderOnly: false });

  function addProfile(profile: Buffer, isEssential: boolean): void {
    if (profile.length > limits.maxIccBytes) refuse("image.too-complex", "HEIF: too large a colour profile");
    if (profiled) return tally.leaveOut("icc-private", profile.length);
    const judged = judgeProfile(profile, "rgb");
    const write = (icc: Buffer) => box("colr", Buffer.from("prof"), icc);
    if (judged.kind === "known") {
      profiled = judged.colour;
      keep(write(judged.profile), isEssential);
      return;
    }
    tally.leaveOut("icc-private", profile.length);
    if (judged.kind !== "unknown") return;
    profiled = "other";
    kept.push({ bytes: write(profile), isEssential, isForDecoderOnly: true });
  }

  function addColour(body: Buffer, isEssential: boolean): void {
    const kind = body.toString("latin1", 0, 4);
    if (kind === "prof" || kind === "rICC") return addProfile(body.subarray(4), isEssential);
    if (kind !== "nclx" || coded || body.length < 11) return tally.leaveOut("icc-private", body.length);
    const nclx = Buffer.from(body.subarray(0, 11));
    nclx[10]! &= 0x80;
    coded = codedColour(nclx.readUInt16BE(4), nclx.readUInt16BE(6));
    keep(box("colr", nclx), isEssential);
  }

  for (const { box: given, isEssential } of properties) {
    const { type, body } = given;
    switch (type) {
      case "ispe": {
        const { fields } = readFullBox(body);
        if (size) malformed("two sizes");
        size = { width: fields.uint(4), height: fields.uint(4) };
        keep(fullBox("ispe", 0, 0, uint(4, size.width), uint(4, size.height)), isEssential);
        break;
      }
      case "pixi":
        keep(readChannels(body), isEssential);
        break;
      case "av1C":
        if (body.length < 4 || body[0] !== 0x81) malformed("settings of AV1");
        av1 = av1GrainOf(body);
        // What may follow is a copy of headers that the picture holds itself.
        keep(box("av1C", body.subarray(0, 4)), isEssential);
        break;
      case "hvcC":
        if (hevc) malformed("two settings of HEVC");
        hevc = readHevcSettings(body, tally);
        keep(box("hvcC", hevc.body), isEssential);
        break;
      case "irot":
        turns.push({ kind: "rotate", quarters: readFields(body).uint(1) & 3 });
        keep(box("irot", uint(1, body[0]! & 3)), isEssential);
        break;
      case "imir":
        turns.push({ kind: "mirror" });
        keep(box("imir", uint(1, readFields(body).uint(1) & 1)), isEssential);
        break;
      case "clap":
        turns.push(readCrop(body));
        keep(box("clap", body), isEssential);
        break;
      case "pasp":
        if (body.length === 8) keep(box("pasp", body), isEssential);
        break;
      case "a1op":
        keep(box("a1op", uint(1, readFields(body).uint(1))), isEssential);
        break;
      case "lsel":
        keep(box("lsel", uint(2, readFields(body).uint(2))), isEssential);
        break;
      case "colr":
        addColour(body, isEssential);
        break;
      case "auxC": {
        const name = readFullBox(body).fields.text();
        isAlpha = ALPHA.has(name);
        if (isAlpha) keep(fullBox("auxC", 0, 0, Buffer.from(`${name}\0`, "latin1")), isEssential);
        break;
      }
      default:
        if (isEssential && !HINTS.has(type))
          refuse("image.unsupported", "HEIF: an unknown property that counts");
        tally.leaveOut("unknown-segment", body.length);
    }
  }
  return { size, turns, hevc, av1, isAlpha, colour: profiled ?? coded ?? "unlabelled", kept };
}
