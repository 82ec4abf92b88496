import type { AccountId, ImageId } from "#contract/ids.ts";
import type { RenditionKind } from "#contract/images.ts";
import { renewCopies } from "../albums/reseal-album-keys.ts";
import { recordAudit } from "../audit/record.ts";
import { BlobDamaged, BlobMissing } from "../blobs/blob-store.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { newKey } from "../crypto/random.ts";
import { openBlob } from "../crypto/sealed-blob.ts";
import {
  openDetails,
  renditionContext,
  renditionKey,
  sealDetails,
  unwrapDataKey,
  wrapDataKey,
} from "../crypto/vault-keys.ts";
import type { Rooms } from "../rooms.ts";
import { abandonArrival } from "./arrival.ts";
import { deleteArrival, insertArrival, insertDoomed } from "./blob-set-store.ts";
import { countImagesSealedBefore, listImagesSealedBefore, updateResealed } from "./data-key-store.ts";
import { deleteBytes } from "./destroy-images.ts";
import { findImage } from "./image-store.ts";
import { blobKey, keepRenditions } from "./keep-renditions.ts";
import type { EpochKey } from "./reseal-data-keys.ts";

// A picture with a new data key and new bytes: whoever holds a copy of the old key and of today's disks has
// nothing any more that fits.

/** A store that can tell says what opening would. */
function damagedOrAway(error: unknown): never {
  if (error instanceof BlobMissing || error instanceof BlobDamaged) throw new DecryptionFailed();
  throw error;
}

/**
 * Re-seals one picture. False when it changed or went meanwhile, or lies under another epoch: ask again later.
 * @throws DecryptionFailed when it is damaged
 */
export async function resealImage(
  rooms: Rooms,
  accountId: AccountId,
  key: EpochKey,
  imageId: ImageId,
): Promise<boolean> {
  const row = await findImage(rooms.database.db, imageId);
  if (row === null || row.sealed_key === null || row.key_epoch !== key.epoch) return false;
  const place = { accountId, imageId, epoch: key.epoch };
  const formerKey = unwrapDataKey(key.vaultKey, row.sealed_key, place);
  const details = openDetails(formerKey, { ownerId: accountId, imageId, edit: row.edit }, row.sealed_details);
  const open = async (rendition: RenditionKind): Promise<Buffer> =>
    openBlob(
      renditionKey(formerKey, rendition),
      renditionContext(accountId, imageId, rendition),
      await rooms.blobs.read(blobKey(row.blob_set, rendition)).catch(damagedOrAway),
    );
  const made = {
    original: await open("original"),
    view: row.view_bytes === null ? null : await open("view"),
    thumb: await open("thumb"),
  };
  const dataKey = newKey();
  const arrival = { imageId, blobSet: rooms.newId() };
  await insertArrival(rooms.database.db, arrival.blobSet, rooms.clock());
  try {
    const hashes = await keepRenditions(
      rooms.blobs,
      { ownerId: accountId, imageId, blobSet: arrival.blobSet, dataKey },
      made,
    );
    rooms.reached("vault.picture-kept");
    const isDone = await rooms.database.db.transaction().execute(async (trx) => {
      const now = rooms.clock();
      if (!(await deleteArrival(trx, arrival.blobSet))) return false;
      const was = { blobSet: row.blob_set, edit: row.edit, epoch: key.epoch };
      const edit = row.edit + 1;
      const updated = await updateResealed(trx, imageId, was, {
        blob_set: arrival.blobSet,
        sealed_details: sealDetails(dataKey, { ownerId: accountId, imageId, edit }, details),
        original_sealed_hash: hashes.original,
        view_sealed_hash: hashes.view,
        thumb_sealed_hash: hashes.thumb,
        resealed_at: now,
        sealedKey: wrapDataKey(key.vaultKey, dataKey, place),
      });
      if (!updated) throw new ChangedMeanwhile();
      await renewCopies(trx, accountId, key, imageId, dataKey);
      await insertDoomed(trx, row.blob_set, now);
      await recordAudit(trx, rooms, { action: "image.resealed", accountId, subjectId: imageId });
      rooms.reached("vault.picture-written");
      return true;
    });
    rooms.reached("vault.picture-resealed");
    if (isDone) await deleteBytes(rooms, [row.blob_set]);
    return isDone;
  } catch (error) {
    await abandonArrival(rooms, arrival);
    if (error instanceof ChangedMeanwhile) return false;
    throw error;
  }
}

/** Rolls the transaction back: the row is not the one that was read. */
class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/** Pictures that were sealed before then and not since, a few at a time. */
export function listImagesToReseal(
  rooms: Rooms,
  accountId: AccountId,
  before: number,
  limit: number,
): Promise<ImageId[]> {
  return listImagesSealedBefore(rooms.database.db, accountId, before, limit);
}

/** How many pictures still wait for new bytes. */
export function countImagesToReseal(rooms: Rooms, accountId: AccountId, before: number): Promise<number> {
  return countImagesSealedBefore(rooms.database.db, accountId, before);
}
