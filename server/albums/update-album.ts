import { type Album, FAVOURITES, type updateAlbum as updateAlbumRoute } from "#contract/albums.ts";
import type { AlbumId, ImageId } from "#contract/ids.ts";
import type { BodyOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { sealAlbumDetails } from "../crypto/album-keys.ts";
import { AppError } from "../errors.ts";
import { eraseFromFiles } from "../images/destroy-images.ts";
import type { Gallery } from "../images/gallery.ts";
import { findImages } from "../images/open-image.ts";
import { holdEpoch } from "../vault/hold-epoch.ts";
import { type AlbumDetails, encodeAlbumDetails } from "./album-details.ts";
import { deleteAlbumRow, updateAlbumDetails } from "./album-store.ts";
import { imagesInAlbum } from "./copies.ts";
import { deleteAllCopies } from "./copy-store.ts";
import { albumToFill } from "./make-album.ts";
import { findOwnAlbum, type OpenedAlbum } from "./open-album.ts";
import { presentAlbums } from "./present-album.ts";

export type AlbumChanges = BodyOf<typeof updateAlbumRoute>;

const MAX_TRIES = 20;

/**
 * Changes what an album is called and how it is shown: the details are sealed anew under the next edit number.
 * Edits of the same moment follow one another; none is lost.
 * @throws AppError not-found, album.damaged, album.fixed for the name of favourites, request.invalid for a cover that
 * is not in the album
 */
export async function updateAlbum(
  gallery: Gallery,
  caller: Unlocked,
  id: AlbumId,
  changes: AlbumChanges,
): Promise<Album> {
  if (id === FAVOURITES && changes.name !== undefined) throw new AppError("album.fixed");
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const album = await albumToFill(gallery, caller, id);
    const { coverImageId: cover } = changes;
    if (cover !== undefined && cover !== null) await requireShown(gallery, caller, album, cover);
    const details = changed(album.details, changes);
    if (Object.keys(changes).length > 0 && !(await write(gallery, caller, album, details))) continue;
    const [presented] = await presentAlbums(gallery, caller, [{ ...album, details }]);
    return presented!;
  }
  throw new AppError("unavailable", { retryAfterSeconds: 1 });
}

/**
 * Deletes an album with its key and every copy of a data key under it. Its pictures stay.
 * @throws AppError not-found, album.fixed for favourites
 */
export async function deleteAlbum(gallery: Gallery, caller: Unlocked, id: AlbumId): Promise<void> {
  const { rooms, orders } = gallery;
  const { accountId } = caller;
  if (id === FAVOURITES) throw new AppError("album.fixed");
  const row = await findOwnAlbum(gallery, caller, "album.delete", id);
  if (row === null) throw new AppError("not-found");
  await orders.changing(accountId, async (order) => {
    await rooms.database.db.transaction().execute(async (trx) => {
      await holdEpoch(trx, caller);
      if (!(await deleteAlbumRow(trx, row.id))) throw new AppError("not-found");
      await deleteAllCopies(trx, accountId, row.id);
      await recordAudit(trx, rooms, { action: "album.deleted", accountId, subjectId: row.id });
    });
    order.dropAlbum(row.id);
    gallery.tellOfAlbum(accountId, "album.deleted", row.id);
  });
  await eraseFromFiles(rooms);
}

async function requireShown(
  gallery: Gallery,
  caller: Unlocked,
  album: OpenedAlbum,
  cover: ImageId,
): Promise<void> {
  const [row] = await findImages(gallery, caller, "image.view", [cover]);
  const isShown =
    row !== undefined &&
    row.trashed_at === null &&
    (await imagesInAlbum(gallery, caller, album, [cover])).has(cover);
  if (isShown) return;
  throw new AppError("request.invalid", {
    errors: [{ path: "body.coverImageId", reason: "not in the album" }],
  });
}

function changed(
  details: AlbumDetails,
  { name, description, order, coverImageId }: AlbumChanges,
): AlbumDetails {
  return {
    ...details,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(order === undefined ? {} : { order }),
    ...(coverImageId === undefined ? {} : { coverImageId }),
  };
}

/** False when somebody else edited the album in between. */
async function write(
  gallery: Gallery,
  { accountId }: Unlocked,
  { row, albumKey }: OpenedAlbum,
  details: AlbumDetails,
): Promise<boolean> {
  const { rooms } = gallery;
  const place = { accountId, albumId: row.id, edit: row.edit + 1 };
  const sealed = sealAlbumDetails(albumKey, place, encodeAlbumDetails(details));
  const isWritten = await rooms.database.db.transaction().execute(async (trx) => {
    if (!(await updateAlbumDetails(trx, row.id, row.edit, sealed))) return false;
    await recordAudit(trx, rooms, { action: "album.changed", accountId, subjectId: row.id });
    return true;
  });
  if (isWritten && details.kind === "album") gallery.tellOfAlbum(accountId, "album.changed", row.id);
  return isWritten;
}
