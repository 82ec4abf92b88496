import { useInfiniteQuery } from "@tanstack/react-query";
import { Heart, Images } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { Album } from "#contract/albums.ts";
import { albumPicturesQuery } from "../../api/albums.ts";
import { loadedPictures } from "../../api/picture-pages.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { useRows } from "../../ui/pictures/use-rows.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { AlbumFault } from "./album-fault.tsx";
import { useAlbumSelection } from "./album-selection.ts";
import { AlbumSelectionBar } from "./album-selection-bar.tsx";
import { AlbumTile } from "./album-tile.tsx";
import { albumName } from "./album-words.ts";
import { EmptyState } from "./empty-state.tsx";

/** The pictures of an album in justified rows, more of them as their end comes near. */
export function AlbumPictures({ album }: { readonly album: Album }) {
  const { albums, shell } = useWords();
  const query = useInfiniteQuery(albumPicturesQuery(album.id));
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  const images = useMemo(() => (data ? loadedPictures(data.pages) : []), [data]);
  const selection = useAlbumSelection(images);
  const area = useRef<HTMLUListElement>(null);
  const { height, placed, isNearEnd } = useRows(area, images);
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetching && error === null) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetching, error, fetchNextPage]);
  useSelectionKeys(selection);

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
          <AlbumTile
            key={one.image.id}
            placed={one}
            count={album.count}
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

/** Escape lets go of everything, Ctrl+A chooses all that is loaded; not while something else is asked. */
function useSelectionKeys({ clear, all }: { readonly clear: () => void; readonly all: () => void }): void {
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.defaultPrevented ||
        target.closest("[role=dialog],[role=menu],input:not([type=checkbox]),textarea")
      ) {
        return;
      }
      if (event.key === "Escape") clear();
      else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        all();
      }
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  }, [clear, all]);
}
