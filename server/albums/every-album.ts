import type { AlbumOrder } from "#contract/albums.ts";
import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "../images/gallery.ts";
import { type AlbumPlace, findAlbum, listAlbumRows } from "./album-store.ts";
import { checkCopies } from "./copies.ts";
import { listCopiesIn } from "./copy-store.ts";
import { favouritesOf, type OpenedAlbum, tryOpenAlbum } from "./open-album.ts";

// Everything a person has put together, one album after another: for taking it along.

export interface OwnAlbum {
  readonly kind: "album" | "favourites";
  readonly name: string;
  readonly description: string;
  readonly order: AlbumOrder;
  readonly createdAt: string;
  /** The trash included. */
  readonly imageIds: readonly ImageId[];
}

const BATCH = 100;

/** Favourites first, then the others, those made last first. What does not open is left out. */
export async function* everyAlbum(gallery: Gallery, caller: Unlocked): AsyncGenerator<OwnAlbum, void, void> {
  const { db } = gallery.rooms.database;
  const favourites = await findAlbum(db, favouritesOf(caller));
  let rows = favourites === null ? [] : [favourites];
  let after: AlbumPlace | null = null;
  for (;;) {
    for (const row of rows) {
      const album = await tryOpenAlbum(gallery, caller, row);
      if (album !== null) yield await take(gallery, caller, album);
    }
    rows = await listAlbumRows(db, caller.accountId, favouritesOf(caller), after, BATCH);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = { createdAt: last.created_at, id: last.id };
  }
}

async function take(gallery: Gallery, caller: Unlocked, album: OpenedAlbum): Promise<OwnAlbum> {
  const { kind, name, description, order } = album.details;
  const imageIds: ImageId[] = [];
  let after = "" as ImageId;
  for (;;) {
    const copies = await listCopiesIn(
      gallery.rooms.database.db,
      caller.accountId,
      album.row.id,
      after,
      BATCH * 10,
    );
    imageIds.push(...(await checkCopies(gallery, caller, album, copies)));
    const last = copies.at(-1);
    if (last === undefined) break;
    after = last.image_id;
  }
  return {
    kind,
    name,
    description,
    order,
    createdAt: new Date(album.row.created_at).toISOString(),
    imageIds,
  };
}
