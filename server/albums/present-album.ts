import { type Album, FAVOURITES } from "#contract/albums.ts";
import type { AlbumId, ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "../images/gallery.ts";
import { presentPlaces } from "../images/list-images.ts";
import type { Placed } from "../images/month-order.ts";
import type { AlbumRow } from "./album-store.ts";
import { ordersOf } from "./list-album-images.ts";
import type { OpenedAlbum } from "./open-album.ts";

// Albums as the contract describes them.

interface Shown {
  readonly album: OpenedAlbum;
  readonly order: readonly Placed[];
  readonly cover: Placed | null;
}

/** Albums with what they show, in the same order. */
export async function presentAlbums(
  gallery: Gallery,
  caller: Unlocked,
  albums: readonly OpenedAlbum[],
): Promise<Album[]> {
  const orders = await ordersOf(gallery, caller, albums);
  const shown = albums.map((album, at): Shown => {
    const order = orders[at] ?? [];
    return { album, order, cover: coverOf(album, order) };
  });
  const places = shown.flatMap(({ cover }) => (cover === null ? [] : [cover]));
  const covers = new Map<ImageId, Image>();
  for (const image of await presentPlaces(gallery, caller, places)) covers.set(image.id, image);
  return shown.map((one) => present(one, one.cover === null ? null : (covers.get(one.cover.id) ?? null)));
}

/** The chosen picture while the album shows it, else its first one. */
function coverOf({ details }: OpenedAlbum, order: readonly Placed[]): Placed | null {
  const chosen = details.coverImageId;
  const found = chosen === null ? undefined : order.find((placed) => placed.id === chosen);
  return found ?? order.at(details.order === "newest" ? 0 : -1) ?? null;
}

function present({ album, order, cover }: Shown, presented: Album["cover"]): Album {
  const { row, details } = album;
  return {
    id: details.kind === "favourites" ? FAVOURITES_ID : row.id,
    kind: details.kind,
    damaged: false,
    name: details.name,
    description: details.description,
    order: details.order,
    count: order.length,
    cover: presented,
    coverChosen: cover !== null && cover.id === details.coverImageId,
    firstTakenAt: order.at(-1)?.takenAt ?? null,
    lastTakenAt: order[0]?.takenAt ?? null,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

const FAVOURITES_ID = FAVOURITES as AlbumId;

const NOTHING = {
  damaged: false,
  name: "",
  description: "",
  order: "newest",
  count: 0,
  cover: null,
  coverChosen: false,
  firstTakenAt: null,
  lastTakenAt: null,
} as const;

/** Favourites that nothing was ever put in. */
export function presentNoFavourites(): Album {
  return { ...NOTHING, id: FAVOURITES_ID, kind: "favourites", createdAt: null };
}

/** An album that does not open, in a list: it is shown, so that its owner learns of it and can delete it. */
export function presentDamagedAlbum(row: AlbumRow): Album {
  const createdAt = new Date(row.created_at).toISOString();
  return { ...NOTHING, id: row.id, kind: "album", damaged: true, createdAt };
}
