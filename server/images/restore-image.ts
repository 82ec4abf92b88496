import type { AlbumId, ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { albumsOf } from "../albums/copies.ts";
import { isFavourite } from "../albums/favourites.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "./gallery.ts";
import { type ImageRow, updateAsRestored } from "./image-store.ts";
import { openImage, requireImage } from "./open-image.ts";
import type { OpenedImage } from "./opened-images.ts";
import { presentImage } from "./present-image.ts";
import { shapeOf } from "./shape-of.ts";

/**
 * Takes an image out of the trash.
 * @throws AppError not-found when the trash does not hold it, image.damaged
 */
export async function restoreImage(gallery: Gallery, caller: Unlocked, id: ImageId): Promise<Image> {
  const row = await requireImage(gallery, caller, "image.trash", id);
  if (row.trashed_at === null) throw new AppError("not-found");
  return restoreRow(gallery, caller, row);
}

/** As restoreImage, for a row that was found already. */
export async function restoreRow(gallery: Gallery, caller: Unlocked, row: ImageRow): Promise<Image> {
  const opened = await openImage(gallery, caller, row);
  const restored = await restoreOpened(gallery, caller, [opened]);
  // Somebody was faster: it lies where it did before it was trashed, or it is gone.
  const now =
    restored.length > 0
      ? { ...row, trashed_at: null }
      : await requireImage(gallery, caller, "image.view", row.id);
  return presentImage(now, opened, await isFavourite(gallery, caller, row.id));
}

/** Takes images out of the trash, in one transaction. Gives those that lay there. */
export async function restoreOpened(
  gallery: Gallery,
  caller: Unlocked,
  images: readonly OpenedImage[],
): Promise<ImageId[]> {
  const { rooms } = gallery;
  const { accountId } = caller;
  const ids = images.map((image) => image.id);
  return await gallery.orders.changing(accountId, async (order) => {
    const albums = new Map<ImageId, readonly AlbumId[]>();
    const restored = await rooms.database.db.transaction().execute(async (transaction) => {
      const moved = await updateAsRestored(transaction, ids);
      for (const id of moved) albums.set(id, await albumsOf(transaction, id));
      for (const id of moved) {
        await recordAudit(transaction, rooms, { action: "image.restored", accountId, subjectId: id });
      }
      return moved;
    });
    for (const { id, details } of images) {
      const its = albums.get(id);
      if (its === undefined) continue;
      order.add({ id, takenAt: details.takenAt, shape: shapeOf(details) }, its);
      gallery.tell(accountId, "image.restored", id);
    }
    return restored;
  });
}
