import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import {
  type Album,
  type BulkAction,
  type BulkItem,
  changeImages,
  createAlbum,
  deleteAlbum,
  getAlbum,
  listAlbums,
  updateAlbum,
} from "../../contract/albums.ts";
import type { AlbumId, ImageId } from "../../contract/ids.ts";
import { listImages } from "../../contract/images.ts";
import { LIMITS } from "../../contract/limits.ts";
import type { BodyOf } from "../../contract/route.ts";
import { call } from "./call.ts";
import { monthsQuery, trashQuery } from "./pictures.ts";
import { queryClient } from "./query-client.ts";

// The person's albums as they are asked for, kept in memory and changed.

const page = (cursor: string | null) => ({
  limit: LIMITS.pageItems,
  ...(cursor !== null && { cursor }),
});

/** Albums, those made last first, page by page. */
export const albumsQuery = infiniteQueryOptions({
  queryKey: ["albums"],
  queryFn: ({ pageParam, signal }) => call(listAlbums, { query: page(pageParam), signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor,
  staleTime: 0,
});

export function albumQuery(id: string) {
  return queryOptions({
    queryKey: ["album", id],
    queryFn: ({ signal }) => call(getAlbum, { params: { id }, signal }),
    staleTime: 0,
  });
}

/** The pictures of an album, in its order, page by page. */
export function albumPicturesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["album-pictures", id],
    queryFn: ({ pageParam, signal }) =>
      call(listImages, { query: { ...page(pageParam), albumId: id as AlbumId }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 0,
    structuralSharing: false,
  });
}

/** Looks again at what albums hold, and at what was found by their names, after something may have changed it. */
export async function lookAtAlbumsAgain(): Promise<void> {
  await Promise.all(
    ["albums", "album", "album-pictures", "search"].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  );
}

/** @throws what `call` throws */
export async function makeAlbum(name: string): Promise<Album> {
  const made = await call(createAlbum, { body: { name } });
  await queryClient.invalidateQueries({ queryKey: albumsQuery.queryKey });
  return made;
}

/** @throws what `call` throws */
export async function changeAlbum(id: string, changes: BodyOf<typeof updateAlbum>): Promise<Album> {
  const changed = await call(updateAlbum, { params: { id }, body: changes });
  queryClient.setQueryData(albumQuery(id).queryKey, changed);
  void queryClient.invalidateQueries({ queryKey: albumsQuery.queryKey });
  // A place in one direction is none in the other: what was loaded is of no use.
  if (changes.order !== undefined)
    await queryClient.resetQueries({ queryKey: albumPicturesQuery(id).queryKey });
  return changed;
}

/** Deletes the album; its pictures stay. @throws what `call` throws */
export async function removeAlbum(id: string): Promise<void> {
  await call(deleteAlbum, { params: { id } });
  queryClient.removeQueries({ queryKey: albumQuery(id).queryKey });
  queryClient.removeQueries({ queryKey: albumPicturesQuery(id).queryKey });
  await queryClient.invalidateQueries({ queryKey: albumsQuery.queryKey });
}

export interface Asked {
  readonly items: readonly BulkItem[];
  /** Why a request failed; those after it were not sent. Null when all were answered. */
  readonly fault: Error | null;
}

/** Asks for one thing to be done to many pictures, as many requests as that takes. */
export async function askForMany(
  action: BulkAction,
  ids: readonly string[],
  { albumId, answered }: { readonly albumId?: string; readonly answered?: (count: number) => void } = {},
): Promise<Asked> {
  const items: BulkItem[] = [];
  try {
    for (let from = 0; from < ids.length; from += LIMITS.imagesAtOnce) {
      const some = ids.slice(from, from + LIMITS.imagesAtOnce) as ImageId[];
      const body = { action, imageIds: some, ...(albumId !== undefined && { albumId: albumId as AlbumId }) };
      items.push(...(await call(changeImages, { body })).items);
      answered?.(items.length);
    }
  } catch (fault) {
    return { items, fault: fault instanceof Error ? fault : new Error(String(fault)) };
  }
  return { items, fault: null };
}

export interface Changed {
  readonly done: readonly string[];
  readonly refused: readonly Extract<BulkItem, { done: false }>[];
}

/**
 * Does one thing to many pictures, and looks again at the lists that they stand in.
 * @throws what `call` throws; what came before stays done
 */
export async function changePictures(
  action: BulkAction,
  ids: readonly string[],
  albumId?: string,
): Promise<Changed> {
  const { items, fault } = await askForMany(action, ids, albumId === undefined ? {} : { albumId });
  await lookAgainAfter(action);
  if (fault !== null) throw fault;
  const done = items.flatMap((item) => (item.done ? [item.id] : []));
  return { done, refused: items.filter((item) => !item.done) };
}

async function lookAgainAfter(action: BulkAction): Promise<void> {
  await lookAtAlbumsAgain();
  if (action === "add-to-album" || action === "remove-from-album") return;
  const keys = [monthsQuery.queryKey, trashQuery.queryKey, ["month"], ["image"]];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
