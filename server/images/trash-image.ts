import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import type { Gallery } from "./gallery.ts";
import { updateAsTrashed } from "./image-store.ts";
import { monthOfRow, requireImage } from "./open-image.ts";

/**
 * Moves an image to the trash; one that lies there already stays as it is. Nothing is opened, so that a damaged
 * image can be thrown away as well.
 * @throws AppError not-found
 */
export async function trashImage(gallery: Gallery, caller: Unlocked, id: ImageId): Promise<void> {
  const { rooms } = gallery;
  const row = await requireImage(gallery, caller, "image.trash", id);
  if (row.trashed_at !== null) return;
  const month = monthOfRow(gallery, caller, row);
  await gallery.orders.changing(caller.accountId, async (order) => {
    const isTrashed = await rooms.database.db.transaction().execute(async (transaction) => {
      if (!(await updateAsTrashed(transaction, row.id, rooms.clock()))) return false;
      await recordAudit(transaction, rooms, {
        action: "image.trashed",
        accountId: caller.accountId,
        subjectId: row.id,
      });
      return true;
    });
    if (!isTrashed) return;
    if (month !== null) order.remove(row.id, month);
    gallery.tell(caller.accountId, "image.trashed", row.id);
  });
}
