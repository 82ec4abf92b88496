// Blobs that are not sealed, in the shape of server/crypto/sealed-blob.ts: what sealing costs is the difference between
// a server with this and one without. For measuring only; keys are still derived, and rows sealed.

import type * as sealing from "../server/crypto/sealed-blob.ts";

type Sealing = typeof sealing;

export const CHUNK_BYTES = 16_384;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES;
export const SEALED_HEADER_BYTES = 0;

const EMPTY = Buffer.alloc(0);

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const handOn = () => ({
  header: EMPTY,
  update: (bytes: Uint8Array) => asBuffer(bytes),
  final: () => EMPTY,
});

export const sealedSize: Sealing["sealedSize"] = (plaintextBytes) => plaintextBytes;
export const plaintextSize: Sealing["plaintextSize"] = (sealedBytes) => sealedBytes;
export const sealBlob: Sealing["sealBlob"] = (_key, _context, plaintext) => asBuffer(plaintext);
export const openBlob: Sealing["openBlob"] = (_key, _context, sealed) => asBuffer(sealed);
export const blobSealer: Sealing["blobSealer"] = handOn;
export const blobOpener: Sealing["blobOpener"] = handOn;
export const openBlobRange: Sealing["openBlobRange"] = (_key, _context, _header, _plan, sealed) =>
  asBuffer(sealed);
const handOnApart = () => ({
  // A copy, since who opens in pieces frees what was sealed.
  update: (bytes: Uint8Array) => [Buffer.from(bytes)],
  final: () => [],
});
export const blobReader: Sealing["blobReader"] = () => ({
  open: (_header, _plan, sealed) => asBuffer(sealed),
  header: () => EMPTY,
  inPieces: handOnApart,
});
export const blobRangeOpener: Sealing["blobRangeOpener"] = handOnApart;
export const openChunks: Sealing["openChunks"] = (_key, _context, _header, _first, sealed) =>
  asBuffer(sealed);

export function rangePlan(sizeBytes: number, start: number, endInclusive: number): sealing.RangePlan {
  return {
    sealedStart: start,
    sealedEnd: endInclusive + 1,
    firstChunk: start,
    isLastIncluded: endInclusive === sizeBytes - 1,
    skip: 0,
    take: endInclusive - start + 1,
  };
}
