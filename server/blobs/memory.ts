// Blobs in memory, for tests and for trying things out: the same promises as on disk, except that it forgets.
import {
  BlobExists,
  BlobMissing,
  type BlobRange,
  type BlobStore,
  BlobStoreFull,
  checkBlobKey,
  checkBlobPrefix,
  withinBlob,
} from "./blob-store.ts";

const pieceBytes = 256 * 1024;

/** A store that lives as long as the process; `capacityBytes` makes it full at that many bytes in all. */
export function memoryBlobs(options: { readonly capacityBytes?: number } = {}): BlobStore {
  const { capacityBytes = Number.POSITIVE_INFINITY } = options;
  const blobs = new Map<string, { readonly bytes: Buffer; readonly modifiedAt: Date }>();
  let storedBytes = 0;

  function requireBlob(key: string): Buffer {
    checkBlobKey(key);
    const blob = blobs.get(key);
    if (!blob) throw new BlobMissing(key);
    return blob.bytes;
  }

  async function gather(sealed: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
    // Copied, so that a caller who reuses a buffer changes nothing that is stored.
    if (sealed instanceof Uint8Array) return Buffer.from(sealed);
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    for await (const piece of sealed) {
      sizeBytes += piece.byteLength;
      if (storedBytes + sizeBytes > capacityBytes) throw new BlobStoreFull();
      pieces.push(Buffer.from(piece));
    }
    return Buffer.concat(pieces);
  }

  return {
    async put(key, sealed) {
      checkBlobKey(key);
      const bytes = await gather(sealed);
      if (blobs.has(key)) throw new BlobExists(key);
      if (storedBytes + bytes.byteLength > capacityBytes) throw new BlobStoreFull();
      blobs.set(key, { bytes, modifiedAt: new Date() });
      storedBytes += bytes.byteLength;
      return { sizeBytes: bytes.byteLength };
    },
    async read(key, range) {
      const bytes = requireBlob(key);
      const { start, end } = withinBlob(range, bytes.byteLength);
      return Buffer.from(bytes.subarray(start, end));
    },
    async *stream(key: string, range?: BlobRange) {
      const bytes = requireBlob(key);
      const { start, end } = withinBlob(range, bytes.byteLength);
      for (let at = start; at < end; at += pieceBytes) {
        yield Buffer.from(bytes.subarray(at, Math.min(at + pieceBytes, end)));
      }
    },
    async size(key) {
      checkBlobKey(key);
      return blobs.get(key)?.bytes.byteLength ?? null;
    },
    async delete(key) {
      checkBlobKey(key);
      storedBytes -= blobs.get(key)?.bytes.byteLength ?? 0;
      blobs.delete(key);
    },
    async *list(prefix = "") {
      checkBlobPrefix(prefix);
      for (const [key, { bytes, modifiedAt }] of blobs) {
        if (key.startsWith(prefix)) yield { key, sizeBytes: bytes.byteLength, modifiedAt };
      }
    },
    async status() {
      if (storedBytes >= capacityBytes) throw new BlobStoreFull();
      return [];
    },
    async close() {},
  };
}
