import type { Unlocked } from "../access/caller.ts";
import { openEveryAlbum, ordersOf } from "../albums/list-album-images.ts";
import type { Gallery } from "../images/gallery.ts";
import type { Query } from "./read-query.ts";
import { searchableText } from "./searchable-text.ts";
import type { FindableAlbum } from "./vault-index.ts";

/** A word of one letter begins so many names that it stands for no album. */
const SHORTEST_WORD = 2;
/** Albums that one search looks into: those made last. */
const MOST_ALBUMS = 100;

/** The caller's albums that a query may mean, by name or as favourites, with what they hold. */
export async function findAlbums(
  gallery: Gallery,
  caller: Unlocked,
  { terms }: Query,
): Promise<readonly FindableAlbum[]> {
  const words = terms.flatMap((term) => term.words).filter((word) => word.trim().length >= SHORTEST_WORD);
  const wantsFavourites = terms.some((term) => term.favourites === true);
  if (words.length === 0) return [];
  const meant = (await openEveryAlbum(gallery, caller))
    .map((album) => ({
      album,
      text: searchableText(album.details.name),
      isFavourites: album.details.kind === "favourites",
    }))
    .filter(({ text, isFavourites }) =>
      isFavourites ? wantsFavourites : words.some((word) => text.includes(word)),
    )
    .slice(0, MOST_ALBUMS);
  const orders = await ordersOf(
    gallery,
    caller,
    meant.map(({ album }) => album),
  );
  return meant.map(({ text, isFavourites }, at) => ({
    text,
    isFavourites,
    imageIds: new Set(orders[at]?.map((place) => place.id)),
  }));
}
