import { LIMITS } from "#contract/limits.ts";
import type { Rooms } from "../rooms.ts";
import { deleteArrival, insertDoomed, listArrivals, listDoomed } from "./blob-set-store.ts";
import { deleteBytes, destroyKeys, eraseFromFiles } from "./destroy-images.ts";
import { listTrashedUntil } from "./trash-store.ts";

// What happens without anyone asking: the trash is emptied after 30 days, and bytes that belong to no image go.
// None of it needs a key. A signal ends a run between two batches; the next run takes it up.

const BATCH = 100;
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Destroys what has been in anyone's trash for 30 days. Gives how many images went. */
export async function destroyExpiredTrash(rooms: Rooms, signal?: AbortSignal): Promise<number> {
  const until = rooms.clock() - LIMITS.trashDays * DAY;
  let count = 0;
  while (signal?.aborted !== true) {
    const batch = await listTrashedUntil(rooms.database.db, until, BATCH);
    if (batch.length === 0) break;
    const destroyed = await destroyKeys(rooms, batch);
    count += destroyed.length;
    // What their owners have open in memory goes with it.
    for (const accountId of new Set(destroyed.map((image) => image.account_id))) {
      rooms.forgetting.forget(accountId);
    }
  }
  if (count > 0) {
    await eraseFromFiles(rooms);
    await collectDoomedBlobs(rooms, signal);
  }
  return count;
}

/** Dooms the blobs of uploads that began over an hour ago and never ended. Gives how many there were. */
export async function collectArrivals(rooms: Rooms, signal?: AbortSignal): Promise<number> {
  const { db } = rooms.database;
  let count = 0;
  while (signal?.aborted !== true) {
    const blobSets = await listArrivals(db, rooms.clock() - HOUR, BATCH);
    if (blobSets.length === 0) break;
    // An upload that ends at this moment deletes its arrival too: one of the two finds it gone, and gives way.
    await db.transaction().execute(async (transaction) => {
      for (const blobSet of blobSets) {
        if (!(await deleteArrival(transaction, blobSet))) continue;
        await insertDoomed(transaction, blobSet, rooms.clock());
        count += 1;
      }
    });
  }
  if (count > 0) await collectDoomedBlobs(rooms, signal);
  return count;
}

/** Deletes bytes whose keys are gone. Gives how many sets went; those that cannot be deleted are tried next time. */
export async function collectDoomedBlobs(rooms: Rooms, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let after = "";
  while (signal?.aborted !== true) {
    const blobSets = await listDoomed(rooms.database.db, after, BATCH);
    const last = blobSets.at(-1);
    if (last === undefined) break;
    count += await deleteBytes(rooms, blobSets);
    after = last;
  }
  return count;
}
