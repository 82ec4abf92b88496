// The small chunks of a PNG: what they may say about the picture (palette, transparency, colour,
// density, orientation) stays, once each and in one fixed order; all else is named and left out.

import type { Channels, Colour } from "./colour-profile.ts";
import type { RemovedKind, Tally } from "./container.ts";
import {
  type Exif,
  type ImageDetails,
  isOnlyOrientation,
  noDetails,
  type Orientation,
  readExif,
  writeOrientation,
} from "./exif.ts";
import type { ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { isSoundChunk, type PngChunk, type PngHeader, pngChunk } from "./png-chunks.ts";
import { type PngProfile, readCicp, readIccp } from "./png-profile.ts";

/** Decoders heed these only before the palette. */
const COLOUR_CHUNKS: ReadonlySet<string> = new Set(["cHRM", "gAMA", "sRGB", "sBIT", "iCCP", "cICP"]);
const TEXT_CHUNKS: ReadonlySet<string> = new Set(["tEXt", "zTXt", "iTXt"]);

const malformed = (reason: string): never => refuse("image.malformed", `PNG: ${reason}`);

/** What a text chunk holds, by its keyword; ImageMagick wraps other metadata in plain text. */
function textKind(body: Buffer): RemovedKind {
  const keyword = body.toString("latin1", 0, 26).toLowerCase();
  if (keyword.startsWith("xml:com.adobe.xmp") || keyword.startsWith("raw profile type xmp")) return "xmp";
  if (keyword.startsWith("raw profile type exif") || keyword.startsWith("raw profile type app1"))
    return "exif";
  return keyword.startsWith("raw profile type iptc") ? "iptc" : "text";
}

export interface PngHeading {
  readonly hasPalette: boolean;
  addPalette(chunk: PngChunk): void;
  /** Takes any chunk that is neither header, palette, picture nor animation. */
  add(chunk: PngChunk, pictureStarted: boolean): void;
  /** What to write before the picture; `decoderChunks` is null where that is no different. */
  layOut(): {
    readonly colour: Colour;
    readonly orientation: Orientation;
    readonly details: ImageDetails;
    readonly chunks: readonly Buffer[];
    readonly decoderChunks: readonly Buffer[] | null;
  };
}

/** Takes the chunks in the order of the file; `add` and `addPalette` throw ImageRefused. */
export function startPngHeading(header: PngHeader, limits: ImageLimits, tally: Tally): PngHeading {
  const channels: Channels = header.colourType === 0 || header.colourType === 4 ? "grey" : "rgb";
  /** The first sound chunk of each type. */
  const kept = new Map<string, Buffer>();
  let paletteEntries = 0;
  let named: PngProfile | null = null;
  let profile: PngProfile | null = null;
  let unknownProfile: Buffer | null = null;
  let exif: Exif | null = null;

  function addProfile(chunk: PngChunk): void {
    const found = profile === null ? readIccp(chunk.body, channels, limits.maxIccBytes) : null;
    if (found && !found.chunk) unknownProfile = chunk.whole;
    if (!found?.chunk) tally.leaveOut("icc-private", chunk.whole.length);
    profile ??= found;
  }

  function addExif(chunk: PngChunk): void {
    const hasPrefix = chunk.body.toString("latin1", 0, 6) === "Exif\0\0";
    const structure = hasPrefix ? chunk.body.subarray(6) : chunk.body;
    const isFirst = exif === null;
    const found = exif ?? readExif(structure);
    exif = found;
    if (isFirst && isOnlyOrientation(chunk.body)) return;
    tally.leaveOut("exif", chunk.whole.length);
    if (isFirst && found.hasGps) tally.leaveOut("gps", 0);
    if (isFirst && found.hasThumbnail) tally.leaveOut("thumbnail", 0);
  }

  return {
    get hasPalette() {
      return paletteEntries > 0;
    },
    addPalette({ body, whole }: PngChunk) {
      if (paletteEntries > 0) malformed("two palettes");
      if (body.length === 0 || body.length % 3 !== 0 || body.length > 768) malformed("length of the palette");
      const most = header.colourType === 3 ? 1 << header.depth : 256;
      paletteEntries = Math.min(body.length / 3, most);
      // Without indices a palette is but a hint, and 768 bytes of anybody's choice.
      if (header.colourType !== 3) tally.leaveOut("unknown-segment", whole.length);
      else if (body.length / 3 > most) {
        kept.set("PLTE", pngChunk("PLTE", body.subarray(0, 3 * most)));
        tally.leaveOut("unknown-segment", 0);
      } else kept.set("PLTE", whole);
    },
    add(chunk: PngChunk, pictureStarted: boolean) {
      const { type, body, whole } = chunk;
      const isLate = pictureStarted || (COLOUR_CHUNKS.has(type) && paletteEntries > 0);
      if (type === "eXIf") addExif(chunk);
      else if (type === "iCCP" && !isLate) addProfile(chunk);
      else if (type === "cICP" && !isLate && !named) {
        named = readCicp(body, channels);
        if (!named) tally.leaveOut("icc-private", whole.length);
      } else if (TEXT_CHUNKS.has(type)) {
        tally.leaveOut(textKind(body), whole.length);
      } else if (!isLate && !kept.has(type) && isSoundChunk(chunk, header, paletteEntries))
        kept.set(type, whole);
      else if ((whole[4]! & 0x20) === 0) malformed("an unknown critical chunk");
      else tally.leaveOut("unknown-segment", whole.length);
    },
    layOut() {
      const orientation = exif?.orientation ?? 1;
      const chosen = named ?? profile;
      // Two labels for one picture: where there is a profile, it is the one that decoders heed.
      if (chosen) kept.delete("sRGB");
      const label: Colour = kept.has("sRGB") ? "srgb" : "unlabelled";
      const around = (icc: Buffer | null) =>
        [
          kept.get("cHRM"),
          kept.get("gAMA"),
          kept.get("sRGB"),
          icc,
          kept.get("sBIT"),
          kept.get("PLTE"),
          kept.get("bKGD"),
          kept.get("tRNS"),
          kept.get("pHYs"),
          orientation === 1 ? null : pngChunk("eXIf", writeOrientation(orientation)),
        ].flatMap((chunk) => chunk ?? []);
      return {
        colour: chosen?.colour ?? label,
        orientation,
        details: exif?.details ?? noDetails,
        chunks: around(chosen?.chunk ?? null),
        decoderChunks: chosen === profile && unknownProfile ? around(unknownProfile) : null,
      };
    },
  };
}
