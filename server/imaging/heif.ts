// HEIF with HEVC (HEIC) and with AV1 (AVIF): finds the picture among the items, and lays out a new file from that
// alone. Thumbnails, depth and gain maps, metadata, sequences and whatever else lies beside it stay behind.

import { type Container, type RemovedKind, startTally, type Tally } from "./container.ts";
import { type ImageDetails, noDetails, readExif } from "./exif.ts";
import { layOutHeif } from "./heif-layout.ts";
import { startGathering } from "./heif-locations.ts";
import { type HeifMeta, readHeifMeta } from "./heif-meta.ts";
import { readHeifPicture } from "./heif-picture.ts";
import { defaultImageLimits, type ImageLimits } from "./image-limits.ts";
import { ImageRefused, refuse } from "./image-refused.ts";
import { boxAt } from "./isobmff-boxes.ts";

const BRANDS = {
  av01: ["avif", "mif1", "miaf"],
  hvc1: ["heic", "mif1"],
} as const;
/** Boxes of a file beside its pictures that say nothing of their own. */
const PLAIN_BOXES: ReadonlySet<string> = new Set(["ftyp", "meta", "mdat"]);

/** The body of the meta box; everything that lies beside it is told to the tally. */
function findMeta(bytes: Buffer, tally: Tally): Buffer {
  let meta: Buffer | null = null;
  for (let at = 0; at < bytes.length; ) {
    tally.part();
    const box = boxAt(bytes, at);
    if (!box) {
      // Behind the picture there may be anything, and whether it is missing shows when it is wanted.
      if (!meta) refuse("image.truncated", "HEIF: ends before its list of items");
      tally.leaveOut("trailing-data", 0);
      break;
    }
    if (box.type === "meta" && !meta) meta = box.body;
    else if (box.type === "moov") tally.leaveOut("animation", 0);
    else if (!PLAIN_BOXES.has(box.type) || (at > 0 && box.type === "ftyp"))
      tally.leaveOut("unknown-segment", 0);
    at = box.end;
  }
  return meta ?? refuse("image.unsupported", "HEIF: no picture that stands still");
}

function kindOf(meta: HeifMeta, id: number): RemovedKind {
  const { type, contentType } = meta.items.get(id)!;
  if (type === "Exif") return "exif";
  if (type === "mime" && contentType === "application/rdf+xml") return "xmp";
  const isThumbnail = meta.references.some((reference) => reference.type === "thmb" && reference.from === id);
  return isThumbnail ? "thumbnail" : "unknown-segment";
}

/** What the Exif item that describes the picture says. Its orientation does not count: HEIF has its own. */
function readDetails(file: Buffer, meta: HeifMeta, tally: Tally): ImageDetails {
  const described = meta.references.filter(({ type, to }) => type === "cdsc" && to.includes(meta.primary));
  const item = described.map(({ from }) => meta.items.get(from)).find((one) => one?.type === "Exif");
  if (!item) return noDetails;
  let block: Buffer;
  try {
    block = startGathering(file, meta.inlineData)(meta.locations.get(item.id));
  } catch (error) {
    // Damaged details are as if absent; the picture is none the worse.
    if (error instanceof ImageRefused) return noDetails;
    throw error;
  }
  if (block.length < 4) return noDetails;
  const exif = readExif(block.subarray(4 + block.readUInt32BE(0)));
  if (exif.hasGps) tally.leaveOut("gps", 0);
  if (exif.hasThumbnail) tally.leaveOut("thumbnail", 0);
  return exif.details;
}

function readHeif(bytes: Buffer, codec: "av01" | "hvc1", limits: ImageLimits): Container {
  const tally = startTally(limits);
  const meta = readHeifMeta(findMeta(bytes, tally), tally);
  const picture = readHeifPicture(bytes, meta, codec, limits, tally);
  for (const id of meta.items.keys()) if (!picture.used.has(id)) tally.leaveOut(kindOf(meta, id), 0);
  const details = readDetails(bytes, meta, tally);
  const isForDecoder = [picture.primary, ...picture.primary.tiles].some(({ properties }) =>
    properties.some(({ isForDecoderOnly }) => isForDecoderOnly),
  );
  return {
    width: picture.width,
    height: picture.height,
    frames: 1,
    scans: 0,
    // Turning and mirroring are part of the picture, and every decoder applies them.
    orientation: 1,
    colour: picture.colour,
    removed: tally.removed,
    details,
    pieces: layOutHeif(picture, BRANDS[codec], "original"),
    decoderPieces: isForDecoder ? layOutHeif(picture, BRANDS[codec], "decoder") : null,
  };
}

/** Reads an AVIF file; of a moving one, the picture that stands for it. Throws ImageRefused. */
export function readAvif(bytes: Buffer, limits: ImageLimits): Container {
  return readHeif(bytes, "av01", limits);
}

/** Reads a HEIC file. Throws ImageRefused. */
export function readHeic(bytes: Buffer, limits: ImageLimits): Container {
  return readHeif(bytes, "hvc1", limits);
}

/** The first colour profile in a file that we wrote; null when there is none. */
export function heicProfile(written: Buffer): Buffer | null {
  const tally = startTally(defaultImageLimits);
  const { properties, primary } = readHeifMeta(findMeta(written, tally), tally);
  const profiles = properties.get(primary)?.filter(({ box }) => box.type === "colr") ?? [];
  const found = profiles.find(({ box }) => box.body.toString("latin1", 0, 4) === "prof");
  return found ? found.box.body.subarray(4) : null;
}
