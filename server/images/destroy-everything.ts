import type { AccountId, ImageId } from "#contract/ids.ts";
import { destroyAlbums } from "../albums/destroy-albums.ts";
import { recordAudit } from "../audit/record.ts";
import type { Rooms } from "../rooms.ts";
import { insertDoomed } from "./blob-set-store.ts";
import { listAllImagesOf } from "./data-key-store.ts";
import { deleteBytes, eraseFromFiles } from "./destroy-images.ts";
import { deleteImageRows } from "./image-store.ts";
import { subtractUsage } from "./usage-store.ts";

const BATCH = 100;

/** Destroys every album and picture of an account, the trash included: keys first, then rows, then bytes. Gives their ids. */
export async function destroyEverything(rooms: Rooms, accountId: AccountId): Promise<ImageId[]> {
  await rooms.database.db.transaction().execute((trx) => destroyAlbums(trx, accountId));
  const destroyed: ImageId[] = [];
  for (;;) {
    const batch = await rooms.database.db.transaction().execute(async (trx) => {
      const images = await listAllImagesOf(trx, accountId, BATCH);
      await deleteImageRows(
        trx,
        images.map((image) => image.id),
      );
      for (const image of images) {
        await insertDoomed(trx, image.blob_set, rooms.clock());
        await subtractUsage(trx, accountId, image.original_bytes);
      }
      for (const { id } of images) {
        await recordAudit(trx, rooms, { action: "image.destroyed", accountId, subjectId: id });
      }
      return images;
    });
    destroyed.push(...batch.map((image) => image.id));
    await deleteBytes(
      rooms,
      batch.map((image) => image.blob_set),
    );
    if (batch.length < BATCH) break;
  }
  await eraseFromFiles(rooms);
  return destroyed;
}
