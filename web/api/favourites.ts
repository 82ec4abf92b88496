import { addToAlbum, FAVOURITES, removeFromAlbum } from "../../contract/albums.ts";
import type { Image } from "../../contract/images.ts";
import { lookAtAlbumsAgain } from "./albums.ts";
import { call } from "./call.ts";
import { findLoaded, keepPictures } from "./loaded-pictures.ts";
import { noteChange } from "./picture-changes.ts";
import { imageQuery } from "./pictures.ts";
import { queryClient } from "./query-client.ts";

/** What is on its way for each picture: a second press waits for the first, so that the last one counts. */
const underWay = new Map<string, Promise<void>>();

/**
 * Marks a picture as a favourite, or no longer: seen at once, and taken back if the server refuses.
 * @throws what `call` throws
 */
export async function markFavourite(image: Image, isFavourite: boolean): Promise<void> {
  const marked = { ...image, favourite: isFavourite };
  noteChange(image, marked);
  const before = underWay.get(image.id) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(() => send(image.id, isFavourite));
  underWay.set(image.id, mine);
  try {
    await mine;
  } catch (error) {
    if (underWay.get(image.id) === mine) noteChange(marked, image);
    throw error;
  } finally {
    if (underWay.get(image.id) === mine) underWay.delete(image.id);
  }
  void lookAtAlbumsAgain();
}

/** The server has marked many pictures as favourites, or no longer: what is in memory follows. */
export function noteFavourites(ids: readonly string[], isFavourite: boolean): void {
  const known = ids.map(findLoaded).filter((image) => image !== null);
  keepPictures(known.map((image) => ({ ...image, favourite: isFavourite })));
  for (const id of ids) {
    const { queryKey } = imageQuery(id);
    queryClient.setQueryData(queryKey, (image) => image && { ...image, favourite: isFavourite });
  }
  void lookAtAlbumsAgain();
}

async function send(imageId: Image["id"], isFavourite: boolean): Promise<void> {
  await call(isFavourite ? addToAlbum : removeFromAlbum, { params: { id: FAVOURITES, imageId } });
}
