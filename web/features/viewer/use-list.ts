import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { Image } from "#contract/images.ts";
import { albumPicturesQuery, albumQuery } from "../../api/albums.ts";
import { findLoaded, keepPictures } from "../../api/loaded-pictures.ts";
import { loadedPictures } from "../../api/picture-pages.ts";
import { searchQuery } from "../../api/search.ts";
import type { PictureList } from "../../ui/pictures/opened-from.ts";
import { useSearchText } from "../../ui/pictures/search-text.ts";
import { useLoadedPictures } from "../../ui/pictures/use-pictures.ts";
import type { Neighbours } from "./use-neighbours.ts";

export interface WalkedList {
  readonly neighbours: Neighbours;
  /** Its first or its last picture; null when there is none. @throws what `call` throws */
  readonly findEnd: (end: "first" | "last") => Promise<Image | null>;
}

const NOWHERE: Neighbours = { previous: null, next: null, hasNext: null, position: null };
/** Pictures before the last loaded one at which more are asked for. */
const AHEAD = 5;

/** The list that the picture was opened from; null for the timeline. Words that were forgotten find nothing more. */
export function useList(): PictureList | null {
  const list = useLocation({ select: ({ state }) => state.list ?? null });
  const text = useSearchText().trim();
  return list === "found" && text === "" ? null : list;
}

/** The pictures before and after one in a list that is loaded page by page. Idle where there is no list. */
export function useWalkedList(list: PictureList | null, image: Image | undefined): WalkedList {
  useLoadedPictures();
  const { query, total } = usePages(list);
  const { data, hasNextPage, isFetching, error, fetchNextPage } = query;
  const pages = data?.pages;
  const known = useMemo(() => loadedPictures(pages ?? []), [pages]);
  const order = useHeld(known, image?.id);
  const at = order.findIndex(({ id }) => id === image?.id);
  // Also for a picture that lies further on than what is loaded, after the page was loaded anew.
  const wantsMore = image !== undefined && hasNextPage && !isFetching && error === null;
  const isNearEnd = at < 0 || at >= order.length - AHEAD;
  useEffect(() => {
    if (wantsMore && isNearEnd) void fetchNextPage();
  }, [wantsMore, isNearEnd, fetchNextPage]);

  const [before, after] = at < 0 ? [undefined, undefined] : [order[at - 1], order[at + 1]];
  useEffect(() => {
    keepPictures(
      [before, after].filter((one) => one !== undefined && findLoaded(one.id) === null) as Image[],
    );
  }, [before, after]);
  const latest = (one: Image | undefined) => (one === undefined ? null : (findLoaded(one.id) ?? one));
  return {
    neighbours:
      at < 0
        ? NOWHERE
        : {
            previous: latest(before),
            next: latest(after),
            hasNext: after !== undefined ? true : hasNextPage ? null : false,
            position: { at: at + 1, of: Math.max(total, order.length) },
          },
    findEnd: async (end) => {
      let now = query;
      while (end === "last" && now.hasNextPage && !now.isError) now = await fetchNextPage();
      if (now.isError) throw now.error;
      return loadedPictures(now.data?.pages ?? []).at(end === "first" ? 0 : -1) ?? null;
    },
  };
}

/** What is loaded of the list, and how many it holds in all. */
function usePages(list: PictureList | null) {
  const text = useSearchText().trim();
  const albumId = list === null || list === "found" ? null : list.albumId;
  const album = useQuery({ ...albumQuery(albumId ?? ""), enabled: albumId !== null });
  const pictures = useInfiniteQuery({
    ...albumPicturesQuery(albumId ?? ""),
    enabled: albumId !== null,
    refetchOnMount: false,
  });
  const found = useInfiniteQuery({
    ...searchQuery(text),
    enabled: list === "found" && text !== "",
    refetchOnMount: false,
  });
  return list === "found"
    ? { query: found, total: found.data?.pages.at(-1)?.total ?? 0 }
    : { query: pictures, total: album.data?.count ?? 0 };
}

/** The list as it was when it last held the picture: one that leaves it is not left without neighbours. */
function useHeld(images: readonly Image[], id: string | undefined): readonly Image[] {
  const [held, setHeld] = useState(images);
  const holds = images.some((image) => image.id === id);
  if (holds && held !== images) setHeld(images);
  return holds ? images : held;
}
