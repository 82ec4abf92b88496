import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { favouritesAmong } from "../albums/favourites.ts";
import { openCursor, sealCursor } from "../crypto/cursor.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "./gallery.ts";
import type { Page, PageAsked } from "./list-images.ts";
import { openImages } from "./open-image.ts";
import { presentDamaged, presentImage } from "./present-image.ts";
import { chooseTakenAt } from "./taken-at.ts";
import { listTrashRows, type TrashPlace } from "./trash-store.ts";

/**
 * What lies in the trash, latest first.
 * @throws AppError request.invalid for a cursor that is not of this list
 */
export async function listTrash(gallery: Gallery, caller: Unlocked, asked: PageAsked): Promise<Page> {
  const { rooms } = gallery;
  const scope = `trash/${caller.accountId}`;
  const after = readPlace(gallery, scope, asked.cursor);
  const rows = await listTrashRows(rooms.database.db, caller.accountId, after, asked.limit + 1);
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1);
  const opened = await openImages(gallery, caller, shown);
  const ids = shown.map((row) => row.id);
  const favourites = await favouritesAmong(gallery, caller, ids);
  return {
    items: shown.map((row, n) => {
      const image = opened[n];
      return image
        ? presentImage(row, image, favourites.has(row.id))
        : presentDamaged(row, chooseTakenAt(null, null, row.uploaded_at));
    }),
    nextCursor:
      rows.length > asked.limit && last !== undefined
        ? sealCursor(rooms.secrets.cursorKey, scope, [last.trashed_at, last.id])
        : null,
  };
}

function readPlace(gallery: Gallery, scope: string, cursor: string | undefined): TrashPlace | null {
  if (cursor === undefined) return null;
  const value = openCursor(gallery.rooms.secrets.cursorKey, scope, cursor);
  const [trashedAt, id] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof trashedAt !== "number" || typeof id !== "string") {
    throw new AppError("request.invalid", { errors: [{ path: "query.cursor", reason: "not of this list" }] });
  }
  return { trashedAt, id: id as ImageId };
}
