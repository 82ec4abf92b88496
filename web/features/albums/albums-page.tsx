import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FolderPlus, Images } from "lucide-react";
import { useState } from "react";
import { albumsQuery } from "../../api/albums.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { AlbumCard } from "./album-card.tsx";
import { NewAlbumDialog } from "./album-dialogs.tsx";
import { AlbumFault } from "./album-fault.tsx";
import { EmptyState } from "./empty-state.tsx";

/** All albums, those made last first. */
export function AlbumsPage() {
  const { albums: words } = useWords();
  const navigate = useNavigate();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(albumsQuery);
  const [isMaking, setMaking] = useState(false);
  const albums = data?.pages.flatMap((page) => page.items) ?? [];
  const make = (
    <Button onPress={() => setMaking(true)}>
      <FolderPlus aria-hidden="true" />
      {words.make}
    </Button>
  );
  return (
    <Page title={words.title} actions={albums.length > 0 && make}>
      {data === undefined && error === null && <PageSpinner />}
      {data === undefined && error !== null && <AlbumFault error={error} again={() => void refetch()} />}
      {data !== undefined && albums.length === 0 && (
        <EmptyState icon={<Images />} title={words.empty.title} advice={words.empty.advice}>
          {make}
        </EmptyState>
      )}
      {albums.length > 0 && (
        <ul
          aria-label={words.title}
          className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] sm:gap-x-5"
        >
          {albums.map((album) => (
            <li
              key={album.id}
              className="min-w-0 [content-visibility:auto] [contain-intrinsic-size:auto_16rem]"
            >
              <AlbumCard album={album} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button isPending={isFetching} onPress={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
      {isMaking && (
        <NewAlbumDialog
          close={() => setMaking(false)}
          made={({ id }) => void navigate({ to: "/albums/$albumId", params: { albumId: id } })}
        />
      )}
    </Page>
  );
}
