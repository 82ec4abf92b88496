import type { ImageId } from "#contract/ids.ts";
import type { DeletionReceipt } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { deleteDoomed } from "./blob-set-store.ts";
import type { Gallery } from "./gallery.ts";
import { areDoomedBytesHeld } from "./hold-doomed-bytes.ts";
import { deleteBlobSet } from "./keep-renditions.ts";
import { requireImage } from "./open-image.ts";
import { deleteTrashed, findTrashed, listTrashedOf, type TrashedImage } from "./trash-store.ts";
import { subtractUsage } from "./usage-store.ts";

// Destroying is destroying keys: first they go, in one transaction with everything that could lead to them, then
// the database's files are cleaned of them, and the bytes that nobody can read any more go last.

const BATCH = 100;

/**
 * Destroys one image that lies in the trash.
 * @throws AppError not-found when the trash does not hold it
 */
export async function destroyImage(
  gallery: Gallery,
  caller: Unlocked,
  id: ImageId,
): Promise<DeletionReceipt> {
  const { rooms } = gallery;
  const row = await requireImage(gallery, caller, "image.destroy", id);
  const image = await findTrashed(rooms.database.db, row.id);
  const [destroyed] = image === null ? [] : await destroyKeys(rooms, [image]);
  if (destroyed === undefined) throw new AppError("not-found");
  gallery.drop(destroyed.id);
  gallery.tell(caller.accountId, "image.destroyed", destroyed.id);
  return finish(rooms, [destroyed], rooms.clock());
}

/** Destroys everything that lies in the caller's trash now. */
export async function emptyTrash(gallery: Gallery, caller: Unlocked): Promise<DeletionReceipt> {
  const { rooms } = gallery;
  const until = rooms.clock();
  const all: TrashedImage[] = [];
  for (;;) {
    const batch = await listTrashedOf(rooms.database.db, caller.accountId, until, BATCH);
    const destroyed = await destroyKeys(rooms, batch);
    for (const { id } of destroyed) {
      gallery.drop(id);
      gallery.tell(caller.accountId, "image.destroyed", id);
    }
    all.push(...destroyed);
    if (batch.length < BATCH) break;
  }
  return finish(rooms, all, rooms.clock());
}

/** One transaction: keys, rows with their content indexes, quota, audit, and the bytes doomed. Gives what went. */
export async function destroyKeys(rooms: Rooms, images: readonly TrashedImage[]): Promise<TrashedImage[]> {
  if (images.length === 0) return [];
  return rooms.database.db.transaction().execute(async (transaction) => {
    const destroyed: TrashedImage[] = [];
    for (const image of images) {
      if (!(await deleteTrashed(transaction, image, rooms.clock()))) continue;
      await subtractUsage(transaction, image.account_id, image.original_bytes);
      destroyed.push(image);
    }
    for (const { id, account_id: accountId } of destroyed) {
      await recordAudit(transaction, rooms, { action: "image.destroyed", accountId, subjectId: id });
    }
    return destroyed;
  });
}

async function finish(
  rooms: Rooms,
  destroyed: readonly TrashedImage[],
  keysDestroyedAt: number,
): Promise<DeletionReceipt> {
  const isErased = await eraseFromFiles(rooms);
  await deleteBytes(
    rooms,
    destroyed.map((image) => image.blob_set),
  );
  return {
    imageIds: destroyed.map((image) => image.id),
    keysDestroyedAt: new Date(keysDestroyedAt).toISOString(),
    databaseErasedAt: isErased ? new Date(rooms.clock()).toISOString() : null,
    backups: "until-the-last-one-expires",
  };
}

/** Cleans the database's files of deleted keys; false when that has to wait. */
export async function eraseFromFiles(rooms: Rooms): Promise<boolean> {
  try {
    return await rooms.database.checkpoint();
  } catch (error) {
    rooms.log.warn({ err: error }, "deleted keys are still in the database's files");
    return false;
  }
}

/**
 * Deletes doomed bytes; what cannot be deleted now, or is held for a backup, stays doomed, and is tried again. Gives how
 * many sets went.
 */
export async function deleteBytes(rooms: Rooms, blobSets: readonly string[]): Promise<number> {
  if (blobSets.length === 0 || (await areDoomedBytesHeld(rooms))) return 0;
  const deleted: string[] = [];
  for (const blobSet of blobSets) {
    try {
      await deleteBlobSet(rooms.blobs, blobSet);
      deleted.push(blobSet);
    } catch (error) {
      rooms.log.warn({ err: error }, "doomed bytes could not be deleted yet");
    }
  }
  for (let from = 0; from < deleted.length; from += BATCH) {
    await deleteDoomed(rooms.database.db, deleted.slice(from, from + BATCH));
  }
  return deleted.length;
}
