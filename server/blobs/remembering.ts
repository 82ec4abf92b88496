// A store that remembers small blobs it has read, sealed as they are: a gallery asks for the same thumbnails again and
// again. Blobs never change, so what is remembered is never stale; bounded, least used out first. As every store does,
// reading gives copies: whoever reads may write into them. `recall` gives what is remembered itself.
import type { BlobStore } from "./blob-store.ts";

export interface RememberingBounds {
  /** Of all that is remembered. */
  readonly maxBytes: number;
  /** Of one blob: larger ones are not remembered. */
  readonly maxBlobBytes: number;
}

const BOUNDS: RememberingBounds = { maxBytes: 32 * 1024 * 1024, maxBlobBytes: 96 * 1024 };

export function rememberingBlobs(store: BlobStore, bounds: RememberingBounds = BOUNDS): BlobStore {
  /** In the order of their use, least used first. */
  const remembered = new Map<string, Buffer>();
  let rememberedBytes = 0;
  // Counts deletions, so that a read which was under way meanwhile is not remembered.
  let deletions = 0;

  function forget(key: string): void {
    rememberedBytes -= remembered.get(key)?.byteLength ?? 0;
    remembered.delete(key);
  }

  function remember(key: string, blob: Buffer): void {
    forget(key);
    remembered.set(key, blob);
    rememberedBytes += blob.byteLength;
    for (const oldest of remembered.keys()) {
      if (rememberedBytes <= bounds.maxBytes) return;
      forget(oldest);
    }
  }

  return {
    ...store,
    recall(key) {
      const known = remembered.get(key);
      if (known === undefined) return null;
      remembered.delete(key);
      remembered.set(key, known);
      return known;
    },
    async read(key, range) {
      const known = remembered.get(key);
      if (known === undefined) {
        const before = deletions;
        const bytes = await store.read(key, range);
        // From the beginning, and fewer than asked for: that is the whole blob.
        const isWhole = range === undefined || (range.start === 0 && bytes.byteLength < range.end);
        if (isWhole && before === deletions && bytes.byteLength <= bounds.maxBlobBytes)
          remember(key, Buffer.from(bytes));
        return bytes;
      }
      // A senseless range is refused by the store, whose rule that is.
      if (range !== undefined && !isForward(range)) return await store.read(key, range);
      remembered.delete(key);
      remembered.set(key, known);
      return Buffer.from(known.subarray(range?.start, range?.end));
    },
    async delete(key) {
      deletions += 1;
      forget(key);
      await store.delete(key);
      // Once more: what a read found before the bytes were gone may have come in between.
      deletions += 1;
      forget(key);
    },
  };
}

function isForward({ start, end }: { readonly start: number; readonly end: number }): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start;
}
