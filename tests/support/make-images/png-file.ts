// PNG and APNG files taken apart and put together, and PNG pictures of every depth and colour type.

import { crc32, deflateSync } from "node:zlib";
import { pixelsOf } from "./jpeg-file.ts";

export interface Chunk {
  readonly type: string;
  readonly body: Buffer;
}

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function u32(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => out.writeUInt32BE(value, 4 * i));
  return out;
}

export function chunk(type: string, body: Buffer | string = ""): Chunk {
  return { type, body: typeof body === "string" ? Buffer.from(body, "latin1") : body };
}

export function joinChunks(chunks: readonly Chunk[], tail = ""): Buffer {
  const written = chunks.map(({ type, body }) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
    return Buffer.concat([u32(body.length), named, u32(crc32(named))]);
  });
  return Buffer.concat([SIGNATURE, ...written, Buffer.from(tail, "latin1")]);
}

/** The chunks of a sound file, IEND included. */
export function splitChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const length = file.readUInt32BE(at);
    chunks.push({
      type: file.toString("latin1", at + 4, at + 8),
      body: file.subarray(at + 8, at + 8 + length),
    });
  }
  return chunks;
}

/** `file` with chunks put in before the first one of type `before`. */
export function withChunks(file: Buffer, before: string, added: readonly Chunk[], tail = ""): Buffer {
  const chunks = splitChunks(file);
  chunks.splice(
    chunks.findIndex(({ type }) => type === before),
    0,
    ...added,
  );
  return joinChunks(chunks, tail);
}

export interface PngChoices {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly colourType?: number;
  readonly interlaced?: boolean;
  /** Bytes per IDAT chunk. */
  readonly partBytes?: number;
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function rows(
  choices: Required<Pick<PngChoices, "width" | "height" | "depth" | "colourType" | "interlaced">>,
): Buffer {
  const { width, height, depth, colourType, interlaced } = choices;
  const passes = interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  const parts: Buffer[] = [];
  for (const [left, top, stepX, stepY] of passes) {
    const columns = Math.ceil((width - left) / stepX);
    const lines = Math.ceil((height - top) / stepY);
    if (columns <= 0 || lines <= 0) continue;
    const rowBytes = Math.ceil((columns * depth * CHANNELS[colourType]!) / 8);
    const pixels = pixelsOf(rowBytes, lines, 1);
    for (let line = 0; line < lines; line++) {
      parts.push(Buffer.from([0]), pixels.subarray(line * rowBytes, (line + 1) * rowBytes));
    }
  }
  return Buffer.concat(parts);
}

/** A PNG without metadata, by default 40 by 24 pixels, 8 bits deep, colour. */
export function plainPng(choices: PngChoices = {}): Buffer {
  const {
    width = 40,
    height = 24,
    depth = 8,
    colourType = 2,
    interlaced = false,
    partBytes = 8192,
  } = choices;
  const header = Buffer.concat([
    u32(width, height),
    Buffer.from([depth, colourType, 0, 0, interlaced ? 1 : 0]),
  ]);
  const packed = deflateSync(rows({ width, height, depth, colourType, interlaced }));
  const palette = Buffer.from(Array.from({ length: 3 * 2 ** Math.min(depth, 8) }, (_, i) => (i * 37) & 255));
  const parts = Array.from({ length: Math.ceil(packed.length / partBytes) }, (_, i) =>
    chunk("IDAT", packed.subarray(i * partBytes, (i + 1) * partBytes)),
  );
  return joinChunks([
    chunk("IHDR", header),
    ...(colourType === 3 ? [chunk("PLTE", palette)] : []),
    ...parts,
    chunk("IEND"),
  ]);
}

export function frameControl(sequence: number, width: number, height: number, left = 0, top = 0): Chunk {
  return chunk(
    "fcTL",
    Buffer.concat([u32(sequence, width, height, left, top), Buffer.from([0, 10, 0, 100, 0, 0])]),
  );
}

export interface ApngChoices {
  readonly frames?: number;
  /** What acTL says, when that is not the truth. */
  readonly claimedFrames?: number;
  /** The still picture is not part of the animation. */
  readonly hiddenPicture?: boolean;
}

/** An APNG of 40 by 24 pixels; every frame after the first covers 8 by 8 of them. */
export function plainApng(choices: ApngChoices = {}): Buffer {
  const { frames = 3, claimedFrames = frames, hiddenPicture = false } = choices;
  const still = splitChunks(plainPng());
  const small = splitChunks(plainPng({ width: 8, height: 8 })).find(({ type }) => type === "IDAT")!.body;
  let sequence = 0;
  const first = hiddenPicture ? [] : [frameControl(sequence++, 40, 24)];
  const moving = Array.from({ length: frames - first.length }, (_, i) => [
    frameControl(sequence++, 8, 8, i % 32, i % 16),
    chunk("fdAT", Buffer.concat([u32(sequence++), small])),
  ]);
  const end = still.pop()!;
  const [header, ...picture] = still;
  return joinChunks([
    header!,
    chunk("acTL", u32(claimedFrames, 0)),
    ...first,
    ...picture,
    ...moving.flat(),
    end,
  ]);
}

/** A copy whose checksums are right again, as far as its chunks can be followed. */
export function withChecksums(file: Buffer): Buffer {
  const mended = Buffer.from(file);
  for (let at = 8; at + 12 <= mended.length; ) {
    const end = at + 12 + mended.readUInt32BE(at);
    if (end > mended.length) break;
    mended.writeUInt32BE(crc32(mended.subarray(at + 4, end - 4)), end - 4);
    at = end;
  }
  return mended;
}
