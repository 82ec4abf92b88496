import { type BulkItem, type changeImages as changeImagesRoute, FAVOURITES } from "#contract/albums.ts";
import type { AlbumId, ImageId } from "#contract/ids.ts";
import type { BodyOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "../images/gallery.ts";
import { findImages, openImages } from "../images/open-image.ts";
import { restoreOpened } from "../images/restore-image.ts";
import { trashImages } from "../images/trash-image.ts";
import { type Outcome, type Outcomes, putIntoAlbum, takeFromAlbum } from "./fill-album.ts";

type Asked = BodyOf<typeof changeImagesRoute>;

/**
 * Does one thing to many images, in one transaction where they allow it. Each is done wholly or not at all.
 * @throws AppError not-found for the album, album.damaged, vault.locked
 */
export async function changeImages(
  gallery: Gallery,
  caller: Unlocked,
  { action, imageIds, albumId }: Asked,
): Promise<BulkItem[]> {
  const ids = [...new Set(imageIds)];
  const outcomes = await outcomesOf(gallery, caller, action, ids, albumId ?? (FAVOURITES as AlbumId));
  return imageIds.map((id) => {
    const outcome = outcomes.get(id) ?? "not-found";
    return outcome === "done" ? { id, done: true } : { id, done: false, problem: outcome };
  });
}

async function outcomesOf(
  gallery: Gallery,
  caller: Unlocked,
  action: Asked["action"],
  ids: readonly ImageId[],
  albumId: AlbumId,
): Promise<Outcomes> {
  switch (action) {
    case "trash": {
      const trashed = await trashImages(gallery, caller, ids);
      return new Map([...trashed].map((id) => [id, "done"]));
    }
    case "restore":
      return await restoreImages(gallery, caller, ids);
    case "favourite":
    case "add-to-album":
      return await putIntoAlbum(gallery, caller, albumId, ids);
    case "unfavourite":
    case "remove-from-album":
      return await takeFromAlbum(gallery, caller, albumId, ids);
  }
}

/** One that does not lie in the trash counts as restored. */
async function restoreImages(gallery: Gallery, caller: Unlocked, ids: readonly ImageId[]): Promise<Outcomes> {
  const rows = await findImages(gallery, caller, "image.trash", ids);
  const outcomes = new Map<ImageId, Outcome>(rows.map((row) => [row.id, "done"]));
  const trashed = rows.filter((row) => row.trashed_at !== null);
  const opened = await openImages(gallery, caller, trashed);
  trashed.forEach((row, at) => {
    if (opened[at] === null) outcomes.set(row.id, "image.damaged");
  });
  const whole = opened.filter((one) => one !== null);
  if (whole.length > 0) await restoreOpened(gallery, caller, whole);
  return outcomes;
}
