// The segments of a JPEG that say something about the picture without being part of it: JFIF, Adobe,
// Exif and the colour profile are understood, all others are named and left out.

import { type Channels, type Colour, judgeProfile } from "./colour-profile.ts";
import type { Tally } from "./container.ts";
import { type Exif, isOnlyOrientation, noDetails, readExif, writeOrientation } from "./exif.ts";
import type { ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { iccSegments, jpegSegment, startProfileParts } from "./jpeg-profile.ts";

const EXIF_PREFIX = Buffer.from("Exif\0\0", "latin1");

function writeJfif(body: Buffer): Buffer {
  const kept = Buffer.from("4a46494600010200000000000000", "hex");
  // Version and thumbnail are ours; the density is theirs.
  kept[7] = body[7]! <= 2 ? body[7]! : 0;
  kept.writeUInt16BE(body.readUInt16BE(8) || 1, 8);
  kept.writeUInt16BE(body.readUInt16BE(10) || 1, 10);
  return jpegSegment(0xe0, kept);
}

function writeAdobe(body: Buffer): Buffer {
  const transform = body[11]!;
  if (transform > 2) refuse("image.malformed", "JPEG: unknown colour transform");
  // Only the transform changes how pixels look.
  return jpegSegment(0xee, Buffer.from([0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform]));
}

export interface JpegHeading {
  /** Takes an APPn or COM segment. `isBeforeScans`: later ones no longer count for colour. */
  add(marker: number, body: Buffer, isBeforeScans: boolean): void;
  /** What to write before the picture; `decoderSegments` is null where that is no different. */
  layOut(componentCount: number): {
    readonly colour: Colour;
    readonly exif: Exif;
    readonly segments: readonly Buffer[];
    readonly decoderSegments: readonly Buffer[] | null;
  };
}

export function startJpegHeading(limits: ImageLimits, tally: Tally): JpegHeading {
  const profile = startProfileParts(limits.maxIccBytes);
  let jfif: Buffer | null = null;
  let adobe: Buffer | null = null;
  let exif: Exif | null = null;

  function addExif(body: Buffer): void {
    const structure = body.subarray(EXIF_PREFIX.length);
    // The first one counts, as in libvips; reading a thousand others would be work for nothing.
    const isFirst = exif === null;
    const found = exif ?? readExif(structure);
    exif = found;
    if (isFirst && isOnlyOrientation(structure)) return;
    tally.leaveOut("exif", body.length);
    if (isFirst && found.hasGps) tally.leaveOut("gps", 0);
    if (isFirst && found.hasThumbnail) tally.leaveOut("thumbnail", 0);
  }

  return {
    add(marker, body, isBeforeScans) {
      const starts = (text: string) => body.toString("latin1", 0, text.length) === text;
      if (marker === 0xe0 && body.length >= 14 && starts("JFIF\0")) {
        // Of JFIF and Adobe segments libjpeg heeds the last before the first scan.
        if (isBeforeScans) jfif = writeJfif(body);
        if (body.length > 14) tally.leaveOut("thumbnail", body.length);
      } else if (marker === 0xee && body.length >= 12 && starts("Adobe")) {
        if (isBeforeScans) adobe = writeAdobe(body);
      } else if (marker === 0xe1 && starts("Exif")) addExif(body);
      else if (marker === 0xe2 && starts("ICC_PROFILE\0")) {
        if (isBeforeScans) profile.add(body.subarray(12));
        else tally.leaveOut("icc-private", body.length);
      } else if (marker === 0xe0 && starts("JFXX\0")) tally.leaveOut("thumbnail", body.length);
      else if (marker === 0xe1 && starts("http://ns.adobe.com/x")) tally.leaveOut("xmp", body.length);
      else if (marker === 0xed && starts("Photoshop 3.0\0")) tally.leaveOut("iptc", body.length);
      else if (marker === 0xfe) tally.leaveOut("comment", body.length);
      else tally.leaveOut("unknown-segment", body.length);
    },
    layOut(componentCount) {
      const channels: Channels = componentCount === 1 ? "grey" : componentCount === 3 ? "rgb" : "cmyk";
      const given = profile.present ? (profile.whole() ?? Buffer.alloc(0)) : null;
      const judged = given && judgeProfile(given, channels);
      if (judged && judged.kind !== "known") tally.leaveOut("icc-private", 0);
      const uncoloured = channels === "cmyk" ? "cmyk" : judged?.kind === "unknown" ? "other" : "unlabelled";
      const found = exif ?? { orientation: 1, hasGps: false, hasThumbnail: false, details: noDetails };
      const around = (icc: readonly Buffer[]) => [
        ...(jfif ? [jfif] : []),
        ...(found.orientation === 1
          ? []
          : [jpegSegment(0xe1, Buffer.concat([EXIF_PREFIX, writeOrientation(found.orientation)]))]),
        ...icc,
        ...(adobe ? [adobe] : []),
      ];
      return {
        colour: judged?.kind === "known" ? judged.colour : uncoloured,
        exif: found,
        segments: around(judged?.kind === "known" ? iccSegments(judged.profile) : []),
        decoderSegments: given && judged?.kind === "unknown" ? around(iccSegments(given)) : null,
      };
    },
  };
}
