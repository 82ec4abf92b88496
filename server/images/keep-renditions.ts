import type { RenditionKind } from "#contract/images.ts";
import { type BlobStore, BlobStoreFull } from "../blobs/blob-store.ts";
import { sha256, sha256Hasher } from "../crypto/digest.ts";
import { type BlobSealer, blobSealer, sealBlob } from "../crypto/sealed-blob.ts";
import { renditionContext, renditionKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";

// Renditions on their way into the store, and out of it. A blob is named by its set, which the server made up,
// and by its rendition: nothing a person wrote is in it.

/** Up to here sealing at one go is quicker than it is large. */
const WHOLE_BYTES = 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

export const RENDITIONS: readonly RenditionKind[] = ["original", "view", "thumb"];

export function blobKey(blobSet: string, rendition: RenditionKind): string {
  return `${blobSet}/${rendition}`;
}

export interface SealingPlace {
  readonly ownerId: string;
  readonly imageId: string;
  readonly blobSet: string;
  readonly dataKey: Uint8Array;
}

/**
 * Seals one rendition and puts it; gives the SHA-256 of the sealed bytes.
 * @throws AppError storage.full, storage.unavailable
 */
async function keepRendition(
  blobs: BlobStore,
  place: SealingPlace,
  rendition: RenditionKind,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const context = renditionContext(place.ownerId, place.imageId, rendition);
  const key = renditionKey(place.dataKey, rendition);
  const blob = blobKey(place.blobSet, rendition);
  try {
    if (plaintext.length > WHOLE_BYTES)
      return await putStreamed(blobs, blob, blobSealer(key, context), plaintext);
    const sealed = sealBlob(key, context, plaintext);
    const sealedHash = sha256(sealed);
    await blobs.put(blob, sealed);
    return sealedHash;
  } catch (error) {
    throw new AppError(error instanceof BlobStoreFull ? "storage.full" : "storage.unavailable", {
      cause: error,
    });
  }
}

/** A large one is sealed a piece at a time, so that its sealed copy is never in memory whole. */
async function putStreamed(
  blobs: BlobStore,
  blob: string,
  sealer: BlobSealer,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const hasher = sha256Hasher();
  const hashed = (sealed: Buffer): Buffer => {
    hasher.update(sealed);
    return sealed;
  };
  async function* pieces(): AsyncGenerator<Buffer> {
    yield hashed(sealer.header);
    for (let at = 0; at < plaintext.length; at += PIECE_BYTES) {
      yield hashed(sealer.update(plaintext.subarray(at, at + PIECE_BYTES)));
    }
    yield hashed(sealer.final());
  }
  await blobs.put(blob, pieces());
  return hasher.digest();
}

export interface SealedHashes {
  readonly original: Uint8Array;
  readonly view: Uint8Array | null;
  readonly thumb: Uint8Array;
}

/**
 * Seals and puts the renditions of one image; when it fails, nothing is being put any more, and what was put is
 * the caller's to delete.
 * @throws AppError storage.full, storage.unavailable
 */
export async function keepRenditions(
  blobs: BlobStore,
  place: SealingPlace,
  made: { readonly original: Uint8Array; readonly view: Uint8Array | null; readonly thumb: Uint8Array },
): Promise<SealedHashes> {
  const { view } = made;
  const puts = [
    keepRendition(blobs, place, "original", made.original),
    keepRendition(blobs, place, "thumb", made.thumb),
    view === null ? Promise.resolve(null) : keepRendition(blobs, place, "view", view),
  ] as const;
  await Promise.allSettled(puts);
  const [original, thumb, viewHash] = await Promise.all(puts);
  return { original, thumb, view: viewHash };
}

/** Deletes whatever there is of a blob set. */
export async function deleteBlobSet(blobs: BlobStore, blobSet: string): Promise<void> {
  for (const rendition of RENDITIONS) await blobs.delete(blobKey(blobSet, rendition));
}
