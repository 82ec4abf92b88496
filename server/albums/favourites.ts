import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "../images/gallery.ts";
import { findAlbum } from "./album-store.ts";
import { checkCopies } from "./copies.ts";
import { listCopiesAmong } from "./copy-store.ts";
import { favouritesOf, tryOpenAlbum } from "./open-album.ts";

const NONE: ReadonlySet<ImageId> = new Set();

/** Those of the caller's images that are favourites. */
export async function favouritesAmong(
  gallery: Gallery,
  caller: Unlocked,
  imageIds: readonly ImageId[],
): Promise<ReadonlySet<ImageId>> {
  const { db } = gallery.rooms.database;
  const id = favouritesOf(caller);
  const copies = await listCopiesAmong(db, id, imageIds);
  if (copies.length === 0) return NONE;
  const row = await findAlbum(db, id);
  const album = row === null ? null : await tryOpenAlbum(gallery, caller, row);
  return album === null ? NONE : await checkCopies(gallery, caller, album, copies);
}

export async function isFavourite(gallery: Gallery, caller: Unlocked, id: ImageId): Promise<boolean> {
  return (await favouritesAmong(gallery, caller, [id])).has(id);
}
