// A clean original with its details put back in, for its owner to take along. The picture stays where it is: this
// says which bytes go before it, which after it, and what of the file lies between. Written for files of our own
// making only: where each container has its Exif is where clean-image.ts would have put the orientation.

import { carriesCode } from "./carried-code.ts";
import { type Orientation, readExif } from "./exif.ts";
import { jpegSegment } from "./jpeg-profile.ts";
import { PNG_SIGNATURE_BYTES, pngChunk } from "./png-chunks.ts";
import { riffChunk } from "./webp-frames.ts";
import { type DetailsToWrite, writeExif } from "./write-exif.ts";

export interface Insertion {
  readonly before: Buffer;
  /** What is kept of the original: from `start` up to, not including, `end`. */
  readonly start: number;
  readonly end: number;
  readonly after: Buffer;
}

/** Some bytes of the original, those that there are of them. */
export type ReadOriginal = (start: number, end: number) => Promise<Buffer>;

type ExifFor = (orientation: Orientation) => Buffer;
type Insert = (sizeBytes: number, read: ReadOriginal, exifFor: ExifFor) => Promise<Insertion>;

/** More than what we write before a picture. */
const HEADING_BYTES = 16_384;
const NOTHING = Buffer.alloc(0);
const EXIF_PREFIX = Buffer.from("Exif\0\0", "latin1");
const WEBP_HAS_ALPHA = 0x10;
const WEBP_HAS_EXIF = 0x08;
/** An EXIF chunk of ours: its header, and the orientation. */
const WEBP_EXIF_BYTES = 8 + 26;

async function insertIntoJpeg(sizeBytes: number, read: ReadOriginal, exifFor: ExifFor): Promise<Insertion> {
  const head = await read(0, HEADING_BYTES);
  let start = 2;
  let orientation: Orientation = 1;
  if (head.readUInt16BE(start) === 0xffe0) start += 2 + head.readUInt16BE(start + 2);
  const exifAt = start;
  if (head.readUInt16BE(start) === 0xffe1) {
    start += 2 + head.readUInt16BE(start + 2);
    ({ orientation } = readExif(head.subarray(exifAt + 4 + EXIF_PREFIX.length, start)));
  }
  const exif = jpegSegment(0xe1, Buffer.concat([EXIF_PREFIX, exifFor(orientation)]));
  return { before: Buffer.concat([head.subarray(0, exifAt), exif]), start, end: sizeBytes, after: NOTHING };
}

async function insertIntoPng(sizeBytes: number, read: ReadOriginal, exifFor: ExifFor): Promise<Insertion> {
  const head = await read(0, HEADING_BYTES);
  let exifAt = PNG_SIGNATURE_BYTES;
  let orientation: Orientation = 1;
  for (;;) {
    const type = head.toString("latin1", exifAt + 4, exifAt + 8);
    // Orientation is the last thing that we write before the picture and its animation.
    if (type === "eXIf" || type === "acTL" || type === "fcTL" || type === "IDAT") break;
    exifAt += 12 + head.readUInt32BE(exifAt);
  }
  let start = exifAt;
  if (head.toString("latin1", exifAt + 4, exifAt + 8) === "eXIf") {
    start += 12 + head.readUInt32BE(exifAt);
    ({ orientation } = readExif(head.subarray(exifAt + 8, start - 4)));
  }
  const before = Buffer.concat([head.subarray(0, exifAt), pngChunk("eXIf", exifFor(orientation))]);
  return { before, start, end: sizeBytes, after: NOTHING };
}

/** The header that a simple WebP has no need of. */
function extendedHeader(head: Buffer): Buffer {
  const extended = Buffer.alloc(10);
  const isLossless = head.toString("latin1", 12, 16) === "VP8L";
  const sizes = isLossless ? head.readUInt32LE(21) : 0;
  if (isLossless && ((sizes >>> 28) & 1) === 1) extended[0] = WEBP_HAS_ALPHA;
  const [width, height] = isLossless
    ? [sizes & 0x3fff, (sizes >>> 14) & 0x3fff]
    : [(head.readUInt16LE(26) & 0x3fff) - 1, (head.readUInt16LE(28) & 0x3fff) - 1];
  extended.writeUIntLE(width, 4, 3);
  extended.writeUIntLE(height, 7, 3);
  return extended;
}

async function insertIntoWebp(sizeBytes: number, read: ReadOriginal, exifFor: ExifFor): Promise<Insertion> {
  const head = await read(0, 30);
  const isExtended = head.toString("latin1", 12, 16) === "VP8X";
  const extended = isExtended ? Buffer.from(head.subarray(20, 30)) : extendedHeader(head);
  const hasOrientation = (extended[0]! & WEBP_HAS_EXIF) !== 0;
  const end = hasOrientation ? sizeBytes - WEBP_EXIF_BYTES : sizeBytes;
  const orientation = hasOrientation ? readExif(await read(end + 8, sizeBytes)).orientation : 1;
  extended[0]! |= WEBP_HAS_EXIF;
  const start = isExtended ? 30 : 12;
  const after = Buffer.concat(riffChunk("EXIF", exifFor(orientation)));
  const before = Buffer.concat([head.subarray(0, 12), ...riffChunk("VP8X", extended)]);
  before.writeUInt32LE(before.length + (end - start) + after.length - 8, 4);
  return { before, start, end, after };
}

/** Formats that have one well-known place for Exif, outside the picture. GIF has none; in HEIF it is an item among others, and all offsets move. */
const INSERT = { jpeg: insertIntoJpeg, png: insertIntoPng, webp: insertIntoWebp } satisfies Record<
  string,
  Insert
>;

/** How to lay out an original of `sizeBytes` that says these details. A caption that spells program code is left out. */
export function insertDetails(
  format: keyof typeof INSERT,
  sizeBytes: number,
  read: ReadOriginal,
  details: DetailsToWrite,
): Promise<Insertion> {
  return INSERT[format](sizeBytes, read, (orientation) => {
    const exif = writeExif(details, orientation);
    return carriesCode(exif) ? writeExif({ ...details, caption: "" }, orientation) : exif;
  });
}
