import type { RenditionKind } from "#contract/images.ts";
import { BlobDamaged, BlobMissing, type BlobStore, isAway } from "../blobs/blob-store.ts";
import { equalBytes, sha256Hasher } from "../crypto/digest.ts";
import { blobKey } from "../images/keep-renditions.ts";
import type { Depot } from "../rooms.ts";
import { pieceBlob } from "../uploads/end-upload.ts";
import { atOnce } from "./at-once.ts";
import type { BlobFault, Loss } from "./verdict.ts";
import {
  findStoredImage,
  isPieceExpected,
  listExpectedPieces,
  listOpenUploadIds,
  listStoredImages,
  type StoredImage,
} from "./verification-store.ts";

// From rows to blobs: whether each image has its key and its bytes, and the bytes are those that were sealed. Opens
// nothing. What is uploaded, re-sealed or destroyed meanwhile is looked at once more before it counts as lost.

const BATCH = 200;
const AT_ONCE = 4;

export interface Counted {
  images: number;
  blobs: number;
  sizeBytes: number;
}

export interface StoredBlob {
  readonly rendition: RenditionKind;
  readonly key: string;
  /** SHA-256 of the sealed bytes. */
  readonly sealedHash: Uint8Array;
}

/** The blobs that an image's row speaks of. */
export function blobsOf(image: Omit<StoredImage, "key_epoch">): readonly StoredBlob[] {
  const { blob_set, original_sealed_hash, view_sealed_hash, thumb_sealed_hash } = image;
  const hashes = [
    ["original", original_sealed_hash],
    ["view", view_sealed_hash],
    ["thumb", thumb_sealed_hash],
  ] as const;
  return hashes.flatMap(([rendition, sealedHash]) =>
    sealedHash === null ? [] : [{ rendition, key: blobKey(blob_set, rendition), sealedHash }],
  );
}

/** Everybody's images, in the order of their ids, a batch at a time. */
export async function* everyStoredImage(db: Depot["database"]["db"]): AsyncGenerator<StoredImage> {
  let after = "";
  for (;;) {
    const batch = await listStoredImages(db, after, BATCH);
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    after = last.id;
  }
}

/** What is wrong with a blob, by its hash; null and its size when nothing is. Rejects when the store is away. */
export async function checkBlob(
  blobs: BlobStore,
  { key, sealedHash }: Pick<StoredBlob, "key" | "sealedHash">,
): Promise<{ readonly fault: BlobFault | null; readonly sizeBytes: number }> {
  const hasher = sha256Hasher();
  let sizeBytes = 0;
  try {
    for await (const piece of blobs.stream(key)) {
      hasher.update(piece);
      sizeBytes += piece.length;
    }
  } catch (error) {
    if (error instanceof BlobDamaged) return { fault: "changed", sizeBytes };
    if (error instanceof BlobMissing) return { fault: "missing", sizeBytes };
    if (await isAway(blobs, error)) throw error;
    return { fault: "unreadable", sizeBytes };
  }
  return { fault: equalBytes(hasher.digest(), sealedHash) ? null : "changed", sizeBytes };
}

/** @param onChecked called after each image */
export async function findLosses(
  depot: Pick<Depot, "database" | "blobs">,
  onChecked: () => void,
): Promise<{ counted: Counted; losses: Loss[] }> {
  const { db } = depot.database;
  const counted: Counted = { images: 0, blobs: 0, sizeBytes: 0 };
  const losses: Loss[] = [];
  await atOnce(everyStoredImage(db), AT_ONCE, async (listed) => {
    let image: StoredImage | null = listed;
    let found = await lossesOf(depot.blobs, image, counted);
    while (found.length > 0) {
      const now = await findStoredImage(db, listed.id);
      if (now === null) found = [];
      if (now === null || isSame(now, image)) break;
      image = now;
      found = await lossesOf(depot.blobs, image, counted);
    }
    losses.push(...found);
    counted.images += 1;
    onChecked();
  });
  losses.push(...(await findLostPieces(depot)));
  return { counted, losses };
}

function isSame(now: StoredImage, before: StoredImage): boolean {
  return now.blob_set === before.blob_set && (now.key_epoch === null) === (before.key_epoch === null);
}

async function lossesOf(blobs: BlobStore, image: StoredImage, counted: Counted): Promise<Loss[]> {
  const owner = { imageId: image.id, accountId: image.account_id };
  const losses: Loss[] = image.key_epoch === null ? [{ kind: "key", ...owner }] : [];
  for (const blob of blobsOf(image)) {
    const { fault, sizeBytes } = await checkBlob(blobs, blob);
    if (fault !== null) {
      losses.push({ kind: "blob", ...owner, rendition: blob.rendition, blobKey: blob.key, fault });
      continue;
    }
    counted.blobs += 1;
    counted.sizeBytes += sizeBytes;
  }
  return losses;
}

/** Pieces of files that are still coming: whether they are there, since no hash of them is kept. */
async function findLostPieces({
  database: { db },
  blobs,
}: Pick<Depot, "database" | "blobs">): Promise<Loss[]> {
  const losses: Loss[] = [];
  let after = "";
  for (;;) {
    const ids = await listOpenUploadIds(db, after, BATCH);
    for (const expected of await listExpectedPieces(db, ids)) {
      const key = pieceBlob(expected.blob_set, expected.piece);
      if ((await blobs.size(key)) !== null || !(await isPieceExpected(db, expected))) continue;
      losses.push({ kind: "piece", uploadId: expected.upload_id, blobKey: key });
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < BATCH) return losses;
    after = last;
  }
}
