// WebP: walks the RIFF chunks, keeps pictures, alpha and animation, and writes the header anew so that
// its flags, its canvas and its length are true. The coded pictures stay as they are.

import { type Colour, judgeProfile } from "./colour-profile.ts";
import { type Container, type RemovedKind, startTally, type Tally } from "./container.ts";
import { type Exif, isOnlyOrientation, readExif, writeOrientation } from "./exif.ts";
import { checkPixels, type ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import {
  findPicture,
  type RiffChunk,
  readAnimationFrame,
  readChunks,
  readPicture,
  riffChunk,
} from "./webp-frames.ts";

const RIFF_HEADER_BYTES = 12;
const PICTURE_CHUNKS: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "ALPH"]);
const HAS_ANIMATION = 0x02;
const HAS_EXIF = 0x08;
const HAS_ALPHA = 0x10;
const HAS_PROFILE = 0x20;

const malformed = (reason: string): never => refuse("image.malformed", `WebP: ${reason}`);
const NO_EXIF: Exif = readExif(Buffer.alloc(0));

function metadataKind(type: string): RemovedKind {
  if (type === "EXIF") return "exif";
  if (type === "XMP ") return "xmp";
  return type === "ICCP" ? "icc-private" : "unknown-segment";
}

function fileOf(chunks: readonly Buffer[]): Buffer[] {
  const header = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  header.writeUInt32LE(
    chunks.reduce((sum, chunk) => sum + chunk.length, 4),
    4,
  );
  return [header, ...chunks];
}

function canvasOf(body: Buffer): { width: number; height: number } {
  if (body.length < 10) malformed("short header");
  return { width: 1 + body.readUIntLE(4, 3), height: 1 + body.readUIntLE(7, 3) };
}

function readExifChunk(body: Buffer, tally: Tally): Exif {
  const hasPrefix = body.toString("latin1", 0, 6) === "Exif\0\0";
  const exif = readExif(hasPrefix ? body.subarray(6) : body);
  if (isOnlyOrientation(body)) return exif;
  tally.leaveOut("exif", body.length);
  if (exif.hasGps) tally.leaveOut("gps", 0);
  if (exif.hasThumbnail) tally.leaveOut("thumbnail", 0);
  return exif;
}

interface Profile {
  readonly colour: Colour;
  /** What to write; what to leave for the decoder alone. */
  readonly kept: Buffer | null;
  readonly unknown: Buffer | null;
}

function readProfile(body: Buffer, limits: ImageLimits, tally: Tally): Profile {
  if (body.length > limits.maxIccBytes) refuse("image.too-complex", "WebP: too large a colour profile");
  const judged = judgeProfile(body, "rgb");
  if (judged.kind === "known") return { colour: judged.colour, kept: judged.profile, unknown: null };
  tally.leaveOut("icc-private", body.length);
  const isUnknown = judged.kind === "unknown";
  return { colour: isUnknown ? "other" : "unlabelled", kept: null, unknown: isUnknown ? body : null };
}

/** The frames of an animation, or the one picture, of the chunks that hold them. */
function readFrames(
  chunks: readonly RiffChunk[],
  isAnimated: boolean,
  canvas: { width: number; height: number },
  limits: ImageLimits,
  tally: Tally,
) {
  if (!isAnimated) {
    const picture = findPicture(chunks, tally);
    if (!picture) return refuse("image.truncated", "WebP: no picture");
    if (picture.width !== canvas.width || picture.height !== canvas.height)
      malformed("a canvas of another size");
    return { frames: 1, hasAlpha: picture.hasAlpha, pieces: picture.pieces };
  }
  const pieces: Buffer[] = [];
  let frames = 0;
  let hasAlpha = false;
  for (const { type, body } of chunks) {
    if (type === "ANIM") {
      if (body.length < 6) malformed("short animation header");
      if (pieces.length === 0) pieces.push(...riffChunk("ANIM", body.subarray(0, 6)));
      else tally.leaveOut("unknown-segment", body.length);
    } else if (type === "ANMF") {
      if (pieces.length === 0) malformed("a frame before the animation header");
      checkPixels(limits, canvas.width, canvas.height, ++frames);
      const frame = readAnimationFrame(body, canvas, tally);
      hasAlpha ||= frame.hasAlpha;
      pieces.push(...frame.pieces);
    } else malformed("a still picture in an animation");
  }
  if (frames === 0) refuse("image.truncated", "WebP: no frame");
  return { frames, hasAlpha, pieces };
}

/** The lossy or lossless picture that is the whole file. */
function readSimple(chunk: RiffChunk, limits: ImageLimits, tally: Tally): Container {
  const picture = readPicture(chunk, null);
  checkPixels(limits, picture.width, picture.height);
  const { width, height, pieces } = picture;
  return {
    width,
    height,
    frames: 1,
    scans: 0,
    orientation: 1,
    colour: "unlabelled",
    removed: tally.removed,
    details: NO_EXIF.details,
    pieces: fileOf(pieces),
    decoderPieces: null,
  };
}

function readExtended(
  header: Buffer,
  chunks: Iterable<RiffChunk>,
  limits: ImageLimits,
  tally: Tally,
): Container {
  const canvas = canvasOf(header);
  checkPixels(limits, canvas.width, canvas.height);
  const isAnimated = (header[0]! & HAS_ANIMATION) !== 0;
  const pictures: RiffChunk[] = [];
  let profile: Profile | null = null;
  let exif: Exif | null = null;
  for (const chunk of chunks) {
    const { type, body } = chunk;
    const isMoving = type === "ANIM" || type === "ANMF";
    if (PICTURE_CHUNKS.has(type) || (isMoving && isAnimated)) pictures.push(chunk);
    else if (type === "ICCP" && !profile) profile = readProfile(body, limits, tally);
    else if (type === "EXIF" && !exif) exif = readExifChunk(body, tally);
    else tally.leaveOut(metadataKind(type), body.length);
  }
  const { frames, hasAlpha, pieces } = readFrames(pictures, isAnimated, canvas, limits, tally);
  const { orientation, details } = exif ?? NO_EXIF;
  // Between the frames of an animation its canvas may show through, whatever the frames are.
  const isClear = hasAlpha || (isAnimated && (header[0]! & HAS_ALPHA) !== 0);
  const around = (icc: Buffer | null) => {
    const extended = Buffer.alloc(10);
    header.copy(extended, 4, 4, 10);
    extended[0] =
      (isAnimated ? HAS_ANIMATION : 0) |
      (isClear ? HAS_ALPHA : 0) |
      (orientation === 1 ? 0 : HAS_EXIF) |
      (icc ? HAS_PROFILE : 0);
    return fileOf([
      ...riffChunk("VP8X", extended),
      ...(icc ? riffChunk("ICCP", icc) : []),
      ...pieces,
      ...(orientation === 1 ? [] : riffChunk("EXIF", writeOrientation(orientation))),
    ]);
  };
  return {
    ...canvas,
    frames,
    scans: 0,
    orientation,
    colour: profile?.colour ?? "unlabelled",
    removed: tally.removed,
    details,
    pieces: around(profile?.kept ?? null),
    decoderPieces: profile?.unknown ? around(profile.unknown) : null,
  };
}

/** Reads a WebP file whole, as far as its RIFF header says. Throws ImageRefused. */
export function readWebp(bytes: Buffer, limits: ImageLimits): Container {
  const tally = startTally(limits);
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) refuse("image.truncated", "WebP: shorter than it says");
  if (end < bytes.length) tally.leaveOut("trailing-data", 0);
  if (end < RIFF_HEADER_BYTES) malformed("length of the file");
  const all = bytes.subarray(RIFF_HEADER_BYTES, end);
  const [first, ...others] = readChunks(all, tally);
  if (first?.type === "VP8X") return readExtended(first.body, others, limits, tally);
  if (first?.type !== "VP8 " && first?.type !== "VP8L") return malformed("no picture at the start");
  for (const { type, body } of others) tally.leaveOut(metadataKind(type), body.length);
  return readSimple(first, limits, tally);
}
