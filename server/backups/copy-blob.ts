import { BlobDamaged, BlobExists, BlobMissing, type BlobStore, isAway } from "../blobs/blob-store.ts";
import { equalBytes, sha256Hasher } from "../crypto/digest.ts";
import type { StoredBlob } from "../verification/find-losses.ts";
import type { BlobFault } from "../verification/verdict.ts";

/**
 * Copies one blob, and only when its bytes are those that were sealed. Gives what is wrong with it in `from`, or null
 * once it is in `to`; rejects when `to` cannot take it, and when `from` is away.
 */
export async function copyBlob(
  from: BlobStore,
  to: BlobStore,
  { key, sealedHash }: Pick<StoredBlob, "key" | "sealedHash">,
): Promise<BlobFault | null> {
  const found: { fault: BlobFault | null } = { fault: null };
  async function* checked(): AsyncGenerator<Buffer> {
    const hasher = sha256Hasher();
    const pieces = from.stream(key)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await pieces.next().catch(async (error: unknown) => {
          if (!(await isAway(from, error))) found.fault = faultOf(error);
          throw error;
        });
        if (next.done === true) break;
        hasher.update(next.value);
        yield next.value;
      }
    } finally {
      await pieces.return?.();
    }
    if (equalBytes(hasher.digest(), sealedHash)) return;
    found.fault = "changed";
    throw new BlobDamaged(key);
  }
  try {
    await to.put(key, checked());
  } catch (error) {
    if (found.fault !== null) return found.fault;
    if (!(error instanceof BlobExists)) throw error;
  }
  return null;
}

function faultOf(error: unknown): BlobFault {
  if (error instanceof BlobMissing) return "missing";
  return error instanceof BlobDamaged ? "changed" : "unreadable";
}
