import type { ImageId } from "#contract/ids.ts";
import type { Image, updateImage as updateImageRoute } from "#contract/images.ts";
import type { BodyOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import { albumsOf } from "../albums/copies.ts";
import { isFavourite } from "../albums/favourites.ts";
import { recordAudit } from "../audit/record.ts";
import { monthIndex } from "../crypto/blind-index.ts";
import { sealDetails } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "./gallery.ts";
import { encodeDetails, type ImageDetails } from "./image-details.ts";
import { cleanCaption, cleanName } from "./image-name.ts";
import { type ImageRow, updateEditedImage } from "./image-store.ts";
import { monthOfRow, openImage, requireImage } from "./open-image.ts";
import type { OpenedImage } from "./opened-images.ts";
import { presentImage } from "./present-image.ts";
import { shapeOf } from "./shape-of.ts";
import { isTakenAt, monthOf } from "./taken-at.ts";

export type ImageChanges = BodyOf<typeof updateImageRoute>;

const MAX_TRIES = 20;

/**
 * Changes name, caption, date or rotation: the details are sealed anew under the next edit number. Edits of the
 * same moment follow one another; none is lost.
 * @throws AppError not-found, request.invalid for a day that does not exist or lies outside 1826 to 2100,
 * image.damaged
 */
export async function updateImage(
  gallery: Gallery,
  caller: Unlocked,
  id: ImageId,
  changes: ImageChanges,
): Promise<Image> {
  if (changes.takenAt !== undefined && !isTakenAt(changes.takenAt)) {
    throw new AppError("request.invalid", {
      errors: [{ path: "body.takenAt", reason: "not in the calendar" }],
    });
  }
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const row = await requireImage(gallery, caller, "image.change", id);
    const opened = await openImage(gallery, caller, row);
    const details = changed(opened.details, changes);
    if (Object.keys(changes).length === 0 || (await write(gallery, caller, row, opened, details))) {
      return presentImage(row, { details }, await isFavourite(gallery, caller, id));
    }
  }
  throw new AppError("unavailable", { retryAfterSeconds: 1 });
}

function changed(details: ImageDetails, { name, caption, takenAt, rotation }: ImageChanges): ImageDetails {
  return {
    ...details,
    ...(name === undefined ? {} : { name: cleanName(name, details.format) }),
    ...(caption === undefined ? {} : { caption: cleanCaption(caption) }),
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(rotation === undefined ? {} : { rotation }),
  };
}

/** False when somebody else edited the image in between. */
async function write(
  gallery: Gallery,
  caller: Unlocked,
  row: ImageRow,
  { dataKey, details: before }: OpenedImage,
  details: ImageDetails,
): Promise<boolean> {
  const { rooms } = gallery;
  const { accountId } = caller;
  const place = { ownerId: accountId, imageId: row.id, edit: row.edit + 1 };
  const edited = {
    sealed_details: sealDetails(dataKey, place, encodeDetails(details)),
    month_index: monthIndex(caller.vault.indexKey, monthOf(details.takenAt)),
  };
  const oldMonth = monthOfRow(gallery, caller, row);
  return gallery.orders.changing(accountId, async (order) => {
    const isWritten = await rooms.database.db.transaction().execute(async (transaction) => {
      if (!(await updateEditedImage(transaction, row.id, row.edit, edited))) return false;
      await recordAudit(transaction, rooms, { action: "image.changed", accountId, subjectId: row.id });
      return true;
    });
    if (!isWritten) return false;
    gallery.drop(row.id);
    const isMoved = before.takenAt !== details.takenAt || before.rotation !== details.rotation;
    if (row.trashed_at === null && isMoved) {
      order.remove(new Map([[row.id, oldMonth]]));
      const placed = { id: row.id, takenAt: details.takenAt, shape: shapeOf(details) };
      order.add(placed, await albumsOf(rooms.database.db, row.id));
    }
    gallery.tell(accountId, "image.changed", row.id);
    return true;
  });
}
