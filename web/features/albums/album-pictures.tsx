import { useInfiniteQuery } from "@tanstack/react-query";
import { Heart, Images } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { Album } from "#contract/albums.ts";
import { albumPicturesQuery } from "../../api/albums.ts";
import { loadedPictures } from "../../api/picture-pages.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { ChoosableTile } from "../../ui/pictures/choosable-tile.tsx";
import { useCarry } from "../../ui/pictures/use-carry.ts";
import { usePictureSelection } from "../../ui/pictures/use-picture-selection.ts";
import { useRows } from "../../ui/pictures/use-rows.ts";
import { useSelectionKeys } from "../../ui/pictures/use-selection-keys.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { AlbumFault } from "./album-fault.tsx";
import { AlbumSelectionBar } from "./album-selection-bar.tsx";
import { albumName } from "./album-words.ts";
import { EmptyState } from "./empty-state.tsx";

/** The pictures of an album in justified rows, more of them as their end comes near. */
export function AlbumPictures({ album }: { readonly album: Album }) {
  const { albums, shell } = useWords();
  const query = useInfiniteQuery(albumPicturesQuery(album.id));
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  const images = useMemo(() => (data ? loadedPictures(data.pages) : []), [data]);
  const selection = usePictureSelection(images);
  const area = useRef<HTMLUListElement>(null);
  const { height, placed, isNearEnd } = useRows(area, images);
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetching && error === null) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetching, error, fetchNextPage]);
  useSelectionKeys(selection);
  useCarry({
    area,
    isChosen: (id) => selection.ids.has(id),
    chosen: () => ({ imageIds: [...selection.ids], done: selection.clear, fromAlbum: album.id }),
  });
  const list = useMemo(() => ({ albumId: album.id }), [album.id]);

  return (
    <>
      {data !== undefined && images.length === 0 && <Nothing album={album} />}
      <ul
        ref={area}
        aria-label={albums.pictures(albumName(album))}
        className="relative mx-1 [overflow-anchor:none]"
        style={{ height }}
      >
        {placed.map((one) => (
          <ChoosableTile
            key={one.image.id}
            placed={one}
            count={album.count}
            list={list}
            isSelected={selection.ids.has(one.image.id)}
            isSelecting={selection.ids.size > 0}
            choose={selection.choose}
          />
        ))}
      </ul>
      {error !== null && <AlbumFault error={error} again={() => void refetch()} />}
      {isFetching && images.length === 0 && (
        <div className="grid place-items-center py-20">
          <Spinner />
        </div>
      )}
      <output className="sr-only">{isFetching ? shell.loading : ""}</output>
      {selection.ids.size > 0 && <AlbumSelectionBar album={album} selection={selection} />}
    </>
  );
}

function Nothing({ album }: { readonly album: Album }) {
  const { albums } = useWords();
  const isFavourites = album.kind === "favourites";
  const { title, advice } = isFavourites ? albums.emptyFavourites : albums.emptyAlbum;
  return (
    <EmptyState icon={isFavourites ? <Heart /> : <Images />} title={title} advice={advice}>
      <ButtonLink to="/gallery">{albums.emptyAlbum.action}</ButtonLink>
    </EmptyState>
  );
}
