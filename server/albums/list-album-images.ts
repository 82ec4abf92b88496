import type { AlbumId, ImageId } from "#contract/ids.ts";
import type { listImages as listImagesRoute } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import type { QueryOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import { sealCursor } from "../crypto/cursor.ts";
import type { Gallery } from "../images/gallery.ts";
import { listImages, type Page, type PageAsked, presentPlaces, readPlace } from "../images/list-images.ts";
import { albumKey, comparePlaced, indexAfter, type Placed } from "../images/month-order.ts";
import { placesOf } from "../images/place-images.ts";
import { findAlbum, listAlbumRows } from "./album-store.ts";
import { checkCopies } from "./copies.ts";
import { listCopiesAmong, listShownImageIds } from "./copy-store.ts";
import { favouritesOf, findOwnAlbum, type OpenedAlbum, openAlbum, tryOpenAlbum } from "./open-album.ts";

// The images of an album, by the time they were taken. As with months, the order comes from memory while the vault
// is unlocked: a page opens no more images than it shows.

/** What albums show pictures from. */
export type PictureSource = Gallery;

/** Copies that are read in one query while an order is built. */
const READ_AT_ONCE = 500;

/**
 * Images, of an album or all.
 * @throws AppError not-found for the album, album.damaged, request.invalid for a cursor that is not of this list
 */
export async function listImagesOf(
  gallery: Gallery,
  caller: Unlocked,
  { albumId, ...asked }: QueryOf<typeof listImagesRoute>,
): Promise<Page> {
  if (albumId === undefined) return await listImages(gallery, caller, asked);
  return await listAlbumImages(gallery, caller, albumId, asked);
}

async function listAlbumImages(
  gallery: Gallery,
  caller: Unlocked,
  id: AlbumId,
  asked: PageAsked,
): Promise<Page> {
  const row = await findOwnAlbum(gallery, caller, "album.view", id);
  const album = row === null ? null : await openAlbum(gallery, caller, row);
  // The order stands in the scope: a place in one direction is none in the other.
  const direction = album?.details.order ?? "newest";
  const scope = `album/${caller.accountId}/${album?.row.id ?? id}/${direction}`;
  const after = readPlace(gallery, scope, asked.cursor);
  if (album === null) return { items: [], nextCursor: null };
  const [order = []] = await ordersOf(gallery, caller, [album]);
  const places =
    direction === "newest" ? fromNewest(order, after, asked.limit) : fromOldest(order, after, asked.limit);
  const shown = places.slice(0, asked.limit);
  const last = shown.at(-1);
  return {
    items: await presentPlaces(gallery, caller, shown),
    nextCursor:
      places.length > asked.limit && last !== undefined
        ? sealCursor(gallery.rooms.secrets.cursorKey, scope, [last.takenAt, last.id])
        : null,
  };
}

/**
 * An album's name and every image that it shows, in its own order; without a name for favourites.
 * @throws AppError not-found, album.damaged
 */
export async function listEveryImageOf(
  gallery: Gallery,
  caller: Unlocked,
  id: AlbumId,
): Promise<{ name: string; imageIds: readonly ImageId[] }> {
  const row = await findOwnAlbum(gallery, caller, "album.view", id);
  if (row === null) return { name: "", imageIds: [] };
  const album = await openAlbum(gallery, caller, row);
  const [order = []] = await ordersOf(gallery, caller, [album]);
  const imageIds = order.map((place) => place.id);
  return {
    name: album.details.name,
    imageIds: album.details.order === "newest" ? imageIds : imageIds.reverse(),
  };
}

/** One more than asked for, if there is one. */
function fromNewest(order: readonly Placed[], after: Placed | null, limit: number): readonly Placed[] {
  const from = after === null ? 0 : indexAfter(order, after);
  return order.slice(from, from + limit + 1);
}

function fromOldest(order: readonly Placed[], after: Placed | null, limit: number): readonly Placed[] {
  let to = after === null ? order.length : indexAfter(order, after);
  const before = order[to - 1];
  if (after !== null && before !== undefined && comparePlaced(before, after) === 0) to -= 1;
  return order.slice(Math.max(0, to - limit - 1), to).toReversed();
}

/** Every album of the caller, favourites first if there are any, then those made last; without damaged ones. */
export async function openEveryAlbum(gallery: Gallery, caller: Unlocked): Promise<OpenedAlbum[]> {
  const { db } = gallery.rooms.database;
  const favourites = favouritesOf(caller);
  const own = await findAlbum(db, favourites);
  const rows = await listAlbumRows(db, caller.accountId, favourites, null, LIMITS.albumsPerAccount);
  const opened = await Promise.all(
    [...(own === null ? [] : [own]), ...rows].map((row) => tryOpenAlbum(gallery, caller, row)),
  );
  return opened.filter((album) => album !== null);
}

/** The order of each album, newest first. */
export async function ordersOf(
  gallery: Gallery,
  caller: Unlocked,
  albums: readonly OpenedAlbum[],
): Promise<readonly (readonly Placed[])[]> {
  const byKey = new Map(albums.map((album) => [albumKey(album.row.id), album]));
  const orders = await gallery.orders.orders(caller.accountId, [...byKey.keys()], async (missing) => {
    const built = new Map<string, readonly Placed[]>();
    for (const key of missing) {
      const album = byKey.get(key);
      if (album !== undefined) built.set(key, await buildOrder(gallery, caller, album));
    }
    return built;
  });
  return [...byKey.keys()].map((key) => orders.get(key) ?? []);
}

async function buildOrder(gallery: Gallery, caller: Unlocked, album: OpenedAlbum): Promise<Placed[]> {
  const { db } = gallery.rooms.database;
  const ids = await listShownImageIds(db, caller.accountId, album.row.id);
  const order: Placed[] = [];
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const copies = await listCopiesAmong(db, album.row.id, ids.slice(from, from + READ_AT_ONCE));
    const held: ImageId[] = [...(await checkCopies(gallery, caller, album, copies))];
    order.push(...(await placesOf(gallery, caller, held)));
  }
  return order;
}
