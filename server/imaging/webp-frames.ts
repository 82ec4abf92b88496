// What a WebP is made of: RIFF chunks, and in them the coded pictures with their alpha, each with the
// size that its own header states (RFC 9649, sections 2 and 3).

import type { Tally } from "./container.ts";
import { refuse } from "./image-refused.ts";

export interface RiffChunk {
  readonly type: string;
  readonly body: Buffer;
}

export interface WebpPicture {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  /** Its chunks, ready to be written. */
  readonly pieces: readonly Buffer[];
}

export interface WebpFrame {
  readonly hasAlpha: boolean;
  readonly pieces: readonly Buffer[];
}

const PADDING = Buffer.from([0]);
const FRAME_HEADER_BYTES = 16;

const malformed = (reason: string): never => refuse("image.malformed", `WebP: ${reason}`);

/** The chunks that fill `bytes`. Throws ImageRefused when one reaches beyond the end. */
export function* readChunks(bytes: Buffer, tally: Tally): Generator<RiffChunk> {
  for (let at = 0; at < bytes.length; ) {
    tally.part();
    if (at + 8 > bytes.length) refuse("image.truncated", "WebP: ends inside a chunk header");
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length;
    if (end > bytes.length) refuse("image.truncated", "WebP: ends inside a chunk");
    yield { type: bytes.toString("latin1", at, at + 4), body: bytes.subarray(at + 8, end) };
    at = end + (length & 1);
  }
}

/** Header, body and padding of a chunk; the body is not copied. */
export function riffChunk(type: string, ...body: readonly Buffer[]): Buffer[] {
  const length = body.reduce((sum, part) => sum + part.length, 0);
  const header = Buffer.alloc(8);
  header.write(type, 0, "latin1");
  header.writeUInt32LE(length, 4);
  return [header, ...body, ...(length % 2 === 1 ? [PADDING] : [])];
}

function readLossy(body: Buffer): { width: number; height: number } {
  if (body.length < 10) refuse("image.truncated", "WebP: short picture");
  const tag = body.readUIntLE(0, 3);
  // A key frame that is shown, of a known version, whose first partition lies inside the chunk.
  if ((tag & 1) !== 0 || ((tag >> 1) & 7) > 3 || ((tag >> 4) & 1) === 0) malformed("frame tag");
  if (body.readUIntBE(3, 3) !== 0x9d012a) malformed("start code");
  if (10 + (tag >> 5) > body.length) refuse("image.truncated", "WebP: short picture");
  return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff };
}

function readLossless(body: Buffer): { width: number; height: number; hasAlpha: boolean } {
  if (body.length < 6) refuse("image.truncated", "WebP: short picture");
  const bits = body.readUInt32LE(1);
  if (body[0] !== 0x2f || bits >>> 29 !== 0) malformed("lossless header");
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    hasAlpha: ((bits >>> 28) & 1) === 1,
  };
}

/** The alpha chunk's body, cut to what it is of use for. */
function readAlpha(body: Buffer, width: number, height: number): Buffer {
  const [info = 0xff] = body;
  if ((info & 3) > 1 || ((info >> 4) & 3) > 1 || info >> 6 !== 0) malformed("alpha header");
  if ((info & 3) === 1) return body;
  // Uncompressed: one byte a pixel, and nothing behind them.
  if (body.length < 1 + width * height) refuse("image.truncated", "WebP: short alpha");
  return body.subarray(0, 1 + width * height);
}

/** The coded picture of a VP8 or VP8L chunk, with the ALPH chunk that stood before it. Throws ImageRefused. */
export function readPicture({ type, body }: RiffChunk, alpha: Buffer | null): WebpPicture {
  if (type === "VP8L") {
    if (alpha) malformed("alpha beside a lossless picture");
    return { ...readLossless(body), pieces: riffChunk(type, body) };
  }
  const { width, height } = readLossy(body);
  if (width < 1 || height < 1) malformed("a picture of no size");
  const alphaPieces = alpha ? riffChunk("ALPH", readAlpha(alpha, width, height)) : [];
  return { width, height, hasAlpha: alpha !== null, pieces: [...alphaPieces, ...riffChunk(type, body)] };
}

/** Finds the picture among chunks, as decoders do: alpha first, then the coded picture; the rest is left out. */
export function findPicture(chunks: Iterable<RiffChunk>, tally: Tally): WebpPicture | null {
  let alpha: Buffer | null = null;
  let picture: WebpPicture | null = null;
  for (const chunk of chunks) {
    if (chunk.type === "ALPH" && !picture) {
      if (alpha) malformed("two alpha chunks");
      alpha = chunk.body;
    } else if ((chunk.type === "VP8 " || chunk.type === "VP8L") && !picture)
      picture = readPicture(chunk, alpha);
    else tally.leaveOut("unknown-segment", chunk.body.length);
  }
  return picture;
}

/** An ANMF chunk, whose frame lies on the canvas and is of the size it says. Throws ImageRefused. */
export function readAnimationFrame(
  body: Buffer,
  canvas: { width: number; height: number },
  tally: Tally,
): WebpFrame {
  if (body.length < FRAME_HEADER_BYTES) refuse("image.truncated", "WebP: short frame");
  const [left, top] = [2 * body.readUIntLE(0, 3), 2 * body.readUIntLE(3, 3)];
  const [width, height] = [1 + body.readUIntLE(6, 3), 1 + body.readUIntLE(9, 3)];
  if (left + width > canvas.width || top + height > canvas.height) malformed("a frame outside the canvas");
  const picture = findPicture(readChunks(body.subarray(FRAME_HEADER_BYTES), tally), tally);
  if (!picture) return malformed("a frame without a picture");
  if (picture.width !== width || picture.height !== height) malformed("a frame of another size");
  const header = Buffer.from(body.subarray(0, FRAME_HEADER_BYTES));
  // Blend and dispose; the other bits are reserved.
  header[15]! &= 3;
  return { hasAlpha: picture.hasAlpha, pieces: riffChunk("ANMF", header, ...picture.pieces) };
}
