import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { holdAccount } from "../vault/hold-account.ts";
import type { Gallery } from "./gallery.ts";
import { updateAsTrashed } from "./image-store.ts";
import { findImages, monthOfRow } from "./open-image.ts";

/**
 * Moves an image to the trash; one that lies there already stays as it is.
 * @throws AppError not-found
 */
export async function trashImage(gallery: Gallery, caller: Unlocked, id: ImageId): Promise<void> {
  const trashed = await trashImages(gallery, caller, [id]);
  if (!trashed.has(id)) throw new AppError("not-found");
}

/**
 * Moves images to the trash, in one transaction. Nothing is opened, so that a damaged image can be thrown away as
 * well. Gives those of the ids that are the caller's: all of them are there now.
 */
export async function trashImages(
  gallery: Gallery,
  caller: Unlocked,
  ids: readonly ImageId[],
): Promise<ReadonlySet<ImageId>> {
  const { rooms } = gallery;
  const { accountId } = caller;
  const rows = await findImages(gallery, caller, "image.trash", ids);
  const own = new Set(rows.map((row) => row.id));
  const shown = rows.filter((row) => row.trashed_at === null);
  if (shown.length === 0) return own;
  const months = new Map(shown.map((row) => [row.id, monthOfRow(gallery, caller, row)]));
  await gallery.orders.changing(accountId, async (order) => {
    const trashed = await rooms.database.db.transaction().execute(async (transaction) => {
      // They end pieces of many months; who ends or makes others at this moment may take those in another order.
      await holdAccount(transaction, accountId);
      const moved = await updateAsTrashed(transaction, [...months.keys()], rooms.clock());
      for (const id of moved) {
        await recordAudit(transaction, rooms, { action: "image.trashed", accountId, subjectId: id });
      }
      return moved;
    });
    order.remove(new Map(trashed.map((id) => [id, months.get(id) ?? null])));
    for (const id of trashed) gallery.tell(accountId, "image.trashed", id);
  });
  return own;
}
