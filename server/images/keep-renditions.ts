import type { RenditionKind } from "#contract/images.ts";
import { type BlobStore, BlobStoreFull } from "../blobs/blob-store.ts";
import { sha256 } from "../crypto/digest.ts";
import { sealBlob } from "../crypto/sealed-blob.ts";
import { renditionContext, renditionKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";

// Renditions on their way into the store, and out of it. A blob is named by its set, which the server made up,
// and by its rendition: nothing a person wrote is in it.

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
  const sealed = sealBlob(renditionKey(place.dataKey, rendition), context, plaintext);
  const sealedHash = sha256(sealed);
  try {
    await blobs.put(blobKey(place.blobSet, rendition), sealed);
  } catch (error) {
    throw new AppError(error instanceof BlobStoreFull ? "storage.full" : "storage.unavailable", {
      cause: error,
    });
  }
  return sealedHash;
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
