import type { ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "./gallery.ts";
import { type ImageRow, updateAsRestored } from "./image-store.ts";
import { openImage, requireImage } from "./open-image.ts";
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
  const { rooms } = gallery;
  const opened = await openImage(gallery, caller, row);
  const isRestored = await gallery.orders.changing(caller.accountId, async (order) => {
    const restored = await rooms.database.db.transaction().execute(async (transaction) => {
      if (!(await updateAsRestored(transaction, row.id))) return false;
      await recordAudit(transaction, rooms, {
        action: "image.restored",
        accountId: caller.accountId,
        subjectId: row.id,
      });
      return true;
    });
    if (!restored) return false;
    order.add(row.id, opened.details.takenAt, shapeOf(opened.details));
    gallery.tell(caller.accountId, "image.restored", row.id);
    return true;
  });
  // Somebody was faster: it lies where it did before it was trashed, or it is gone.
  const now = isRestored
    ? { ...row, trashed_at: null }
    : await requireImage(gallery, caller, "image.view", row.id);
  return presentImage(now, opened);
}
