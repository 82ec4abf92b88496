// Sealed blobs: how every picture lies in the store. C2SP chunked-encryption, Cobblestone-256, unchanged:
// salt[24] || commitment[32] || chunks of 16 KiB + 16; the last chunk is always short, and may be empty.
// Whole, streamed and by ranges stand in one file because they must agree on every byte.
import { TAG_BYTES } from "./aes-gcm.ts";
import {
  CHUNK_BYTES,
  type ChunkKeys,
  chunkKeys,
  openChunk,
  openHeader,
  SEALED_CHUNK_BYTES,
  sealChunkInto,
} from "./blob-chunks.ts";
import {
  type BlobOpener,
  chunkOpener,
  chunksOpener,
  failingForGood,
  joined,
  type Opener,
} from "./chunk-opener.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { evenSlices } from "./even-slices.ts";
import { giveBack } from "./give-back.ts";
import { randomBytes } from "./random.ts";

export { CHUNK_BYTES, SEALED_CHUNK_BYTES };
export const SEALED_HEADER_BYTES = 56;

const SALT_BYTES = 24;
const EMPTY = Buffer.alloc(0);

/** Bytes that a plaintext of `plaintextBytes` takes once sealed. */
export function sealedSize(plaintextBytes: number): number {
  return SEALED_HEADER_BYTES + plaintextBytes + TAG_BYTES * chunkCount(plaintextBytes);
}

/** Bytes inside a blob of `sealedBytes`. Throws DecryptionFailed for a size that no blob has. */
export function plaintextSize(sealedBytes: number): number {
  const body = sealedBytes - SEALED_HEADER_BYTES;
  const lastBytes = body % SEALED_CHUNK_BYTES;
  if (body < 0 || lastBytes < TAG_BYTES) throw new DecryptionFailed();
  return Math.floor(body / SEALED_CHUNK_BYTES) * CHUNK_BYTES + lastBytes - TAG_BYTES;
}

/** Seals a whole plaintext; `context` must be given again to open it. Throws RangeError for a key that is not 32 bytes. */
export function sealBlob(key: Uint8Array, context: string, plaintext: Uint8Array): Buffer {
  const { header, keys } = newHeader(key, context);
  const sealed = Buffer.allocUnsafe(sealedSize(plaintext.length));
  sealed.set(header, 0);
  for (let index = 0, at = SEALED_HEADER_BYTES; at < sealed.length; index += 1, at += SEALED_CHUNK_BYTES) {
    const start = index * CHUNK_BYTES;
    sealChunkInto(sealed, at, keys, index, plaintext.subarray(start, start + CHUNK_BYTES));
  }
  return sealed;
}

/** The plaintext of a whole blob. Throws DecryptionFailed, and then gives nothing of it. */
export function openBlob(key: Uint8Array, context: string, sealed: Uint8Array): Buffer {
  const header = sealed.subarray(0, SEALED_HEADER_BYTES);
  return openChunks(key, context, header, 0, sealed.subarray(SEALED_HEADER_BYTES), true);
}

export interface BlobSealer {
  /** The first 56 bytes of the blob: write them before anything else. */
  readonly header: Buffer;
  /** Takes plaintext in pieces of any size, gives the sealed bytes that are ready. */
  update(plaintext: Uint8Array): Buffer;
  /** The last chunk; ends the sealer. */
  final(): Buffer;
}

/** Seals in pieces: header, then every update's answer, then final's. Throws RangeError for a bad key. */
export function blobSealer(key: Uint8Array, context: string): BlobSealer {
  const { header, keys } = newHeader(key, context);
  const slices = evenSlices(CHUNK_BYTES);
  let index = 0;
  let ended = false;

  function sealed(plaintext: Uint8Array): Buffer {
    const out = Buffer.allocUnsafe(plaintext.length + TAG_BYTES);
    sealChunkInto(out, 0, keys, index, plaintext);
    index += 1;
    return out;
  }

  return {
    header,
    update(plaintext) {
      if (ended) throw new Error("the blob is sealed already");
      return joined(slices.take(plaintext).map(sealed));
    },
    final() {
      if (ended) throw new Error("the blob is sealed already");
      ended = true;
      return sealed(slices.rest());
    },
  };
}

/** Opens a blob in pieces, header included. Throws DecryptionFailed, from then on at every call. */
export function blobOpener(key: Uint8Array, context: string): BlobOpener {
  const start: Buffer[] = [];
  let startBytes = 0;
  let chunks: BlobOpener | null = null;

  return failingForGood({
    update(sealed) {
      if (chunks !== null) return chunks.update(sealed);
      const taken = sealed.subarray(0, SEALED_HEADER_BYTES - startBytes);
      start.push(Buffer.from(taken));
      startBytes += taken.length;
      if (startBytes < SEALED_HEADER_BYTES) return EMPTY;
      chunks = chunkOpener(openHeader(key, context, joined(start)), 0, true);
      return chunks.update(sealed.subarray(taken.length));
    },
    final() {
      if (chunks === null) throw new DecryptionFailed();
      return chunks.final();
    },
  });
}

export interface RangePlan {
  /** First sealed byte to read, counted from the start of the blob. */
  readonly sealedStart: number;
  /** First sealed byte not to read. */
  readonly sealedEnd: number;
  readonly firstChunk: number;
  readonly isLastIncluded: boolean;
  /** Bytes to leave out before the range, and to keep from there on. */
  readonly skip: number;
  readonly take: number;
}

/**
 * Which sealed bytes to read for plaintext bytes start..endInclusive of a blob holding `sizeBytes`, a number
 * that must come from sealed details, not from the store. Throws RangeError for a range outside the blob.
 */
export function rangePlan(sizeBytes: number, start: number, endInclusive: number): RangePlan {
  const inOrder = 0 <= start && start <= endInclusive && endInclusive < sizeBytes;
  if (!Number.isInteger(start) || !Number.isInteger(endInclusive) || !inOrder) {
    throw new RangeError("the range lies outside the blob");
  }
  const firstChunk = Math.floor(start / CHUNK_BYTES);
  const lastChunk = Math.floor(endInclusive / CHUNK_BYTES);
  const isLastIncluded = lastChunk === chunkCount(sizeBytes) - 1;
  return {
    sealedStart: SEALED_HEADER_BYTES + firstChunk * SEALED_CHUNK_BYTES,
    sealedEnd: isLastIncluded
      ? sealedSize(sizeBytes)
      : SEALED_HEADER_BYTES + (lastChunk + 1) * SEALED_CHUNK_BYTES,
    firstChunk,
    isLastIncluded,
    skip: start - firstChunk * CHUNK_BYTES,
    take: endInclusive - start + 1,
  };
}

/**
 * The plaintext of a range: `header` is the blob's first 56 bytes, `sealed` the bytes sealedStart..sealedEnd
 * of the plan. Throws DecryptionFailed.
 */
export function openBlobRange(
  key: Uint8Array,
  context: string,
  header: Uint8Array,
  plan: RangePlan,
  sealed: Uint8Array,
): Buffer {
  return blobReader(() => key, context).open(header, plan, sealed);
}

export interface BlobReader {
  /** As openBlobRange. Throws DecryptionFailed. */
  open(header: Uint8Array, plan: RangePlan, sealed: Uint8Array): Buffer;
  /** The header that its keys were derived by; null before anything was opened. */
  header(): Buffer | null;
  /** As blobRangeOpener. Throws DecryptionFailed. */
  inPieces(header: Uint8Array, plan: RangePlan): RangeOpener;
}

/**
 * Opens ranges of one blob again and again: its keys are derived once, and anew when the header is another one.
 * Deriving them takes longer than opening a thumbnail.
 */
export function blobReader(key: () => Uint8Array, context: string): BlobReader {
  let known: { readonly header: Buffer; readonly keys: ChunkKeys } | null = null;

  function keysOf(header: Uint8Array): ChunkKeys {
    if (known === null || !known.header.equals(header))
      known = { keys: openHeader(key(), context, header), header: Buffer.from(header) };
    return known.keys;
  }

  return {
    open(header, plan, sealed) {
      if (sealed.length !== plan.sealedEnd - plan.sealedStart) throw new DecryptionFailed();
      const chunks = openChunksBy(keysOf(header), plan.firstChunk, sealed, plan.isLastIncluded);
      return chunks.subarray(plan.skip, plan.skip + plan.take);
    },
    header: () => known?.header ?? null,
    inPieces: (header, plan) => rangeOpener(keysOf(header), plan),
  };
}

/** The parts of the range that lie in each chunk, unjoined: a whole chunk is a buffer that nobody else has. */
export type RangeOpener = Opener<readonly Buffer[]>;

/** As openBlobRange, but in pieces, so that a long range holds little memory. Throws DecryptionFailed, then at every call. */
export function blobRangeOpener(
  key: Uint8Array,
  context: string,
  header: Uint8Array,
  plan: RangePlan,
): RangeOpener {
  return blobReader(() => key, context).inPieces(header, plan);
}

function rangeOpener(keys: ChunkKeys, plan: RangePlan): RangeOpener {
  const chunks = chunksOpener(keys, plan.firstChunk, plan.isLastIncluded);
  let skip = plan.skip;
  let take = plan.take;

  function within(opened: readonly Buffer[]): readonly Buffer[] {
    const parts: Buffer[] = [];
    for (const plaintext of opened) {
      const part = plaintext.subarray(skip, skip + take);
      skip -= Math.min(skip, plaintext.length);
      take -= part.length;
      if (part.length > 0) parts.push(part);
    }
    return parts;
  }

  return failingForGood({
    update: (sealed) => within(chunks.update(sealed)),
    final() {
      const parts = within(chunks.final());
      if (take > 0) throw new DecryptionFailed();
      return parts;
    },
  });
}

/**
 * The plaintext of chunks from `firstChunk` on; `sealed` holds whole chunks, and ends with the blob's last
 * one if and only if `isLastIncluded`. Throws DecryptionFailed.
 */
export function openChunks(
  key: Uint8Array,
  context: string,
  header: Uint8Array,
  firstChunk: number,
  sealed: Uint8Array,
  isLastIncluded: boolean,
): Buffer {
  return openChunksBy(openHeader(key, context, header), firstChunk, sealed, isLastIncluded);
}

function openChunksBy(
  keys: ChunkKeys,
  firstChunk: number,
  sealed: Uint8Array,
  isLastIncluded: boolean,
): Buffer {
  const lastBytes = sealed.length % SEALED_CHUNK_BYTES;
  if (isLastIncluded ? lastBytes < TAG_BYTES : lastBytes !== 0) throw new DecryptionFailed();
  // A blob of one chunk, as most thumbnails nearly are, is handed on without a copy.
  if (sealed.length <= SEALED_CHUNK_BYTES) {
    return sealed.length === 0 ? EMPTY : openChunk(keys, firstChunk, sealed);
  }
  const count = Math.ceil(sealed.length / SEALED_CHUNK_BYTES);
  const plaintext = Buffer.allocUnsafe(sealed.length - count * TAG_BYTES);
  for (let n = 0; n < count; n += 1) {
    const chunk = sealed.subarray(n * SEALED_CHUNK_BYTES, (n + 1) * SEALED_CHUNK_BYTES);
    const opened = openChunk(keys, firstChunk + n, chunk);
    plaintext.set(opened, n * CHUNK_BYTES);
    // The next one is opened into the same memory, which the processor still has at hand.
    giveBack(opened);
  }
  return plaintext;
}

function newHeader(key: Uint8Array, context: string): { readonly header: Buffer; readonly keys: ChunkKeys } {
  const salt = randomBytes(SALT_BYTES);
  const keys = chunkKeys(key, context, salt);
  return { header: Buffer.concat([salt, keys.commitment]), keys };
}

function chunkCount(plaintextBytes: number): number {
  return Math.floor(plaintextBytes / CHUNK_BYTES) + 1;
}
