import type { Album, listAlbums as listAlbumsRoute } from "#contract/albums.ts";
import type { AlbumId } from "#contract/ids.ts";
import type { QueryOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import { openCursor, sealCursor } from "../crypto/cursor.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { type AlbumPlace, listAlbumRows } from "./album-store.ts";
import { favouritesOf, findOwnAlbum, openAlbum, tryOpenAlbum } from "./open-album.ts";
import { presentAlbums, presentDamagedAlbum, presentNoFavourites } from "./present-album.ts";

/**
 * One album.
 * @throws AppError not-found, album.damaged
 */
export async function getAlbum(gallery: Gallery, caller: Unlocked, id: AlbumId): Promise<Album> {
  const row = await findOwnAlbum(gallery, caller, "album.view", id);
  if (row === null) return presentNoFavourites();
  const [album] = await presentAlbums(gallery, caller, [await openAlbum(gallery, caller, row)]);
  return album!;
}

/**
 * A person's albums, those made last first, favourites left out.
 * @throws AppError request.invalid for a cursor that is not of this list
 */
export async function listAlbums(
  gallery: Gallery,
  caller: Unlocked,
  { cursor, limit }: QueryOf<typeof listAlbumsRoute>,
): Promise<{ items: Album[]; nextCursor: string | null }> {
  const { database, secrets } = gallery.rooms;
  const { accountId } = caller;
  const scope = `albums/${accountId}`;
  const after = readPlace(gallery, scope, cursor);
  const rows = await listAlbumRows(database.db, accountId, favouritesOf(caller), after, limit + 1);
  const shown = rows.slice(0, limit);
  const opened = await Promise.all(shown.map((row) => tryOpenAlbum(gallery, caller, row)));
  const presented = await presentAlbums(
    gallery,
    caller,
    opened.filter((album) => album !== null),
  );
  const byId = new Map(presented.map((album) => [album.id, album]));
  const last = shown.at(-1);
  return {
    items: shown.map((row) => byId.get(row.id) ?? presentDamagedAlbum(row)),
    nextCursor:
      rows.length > limit && last !== undefined
        ? sealCursor(secrets.cursorKey, scope, [last.created_at, last.id])
        : null,
  };
}

function readPlace(gallery: Gallery, scope: string, cursor: string | undefined): AlbumPlace | null {
  if (cursor === undefined) return null;
  const value = openCursor(gallery.rooms.secrets.cursorKey, scope, cursor);
  const [createdAt, id] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof createdAt !== "number" || typeof id !== "string") {
    throw new AppError("request.invalid", { errors: [{ path: "query.cursor", reason: "not of this list" }] });
  }
  return { createdAt, id: id as AlbumId };
}
