import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Album, FAVOURITES } from "#contract/albums.ts";
import { albumQuery, changeAlbum } from "../../api/albums.ts";
import { downloadAlbum } from "../../api/archives.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Page } from "../../ui/page.tsx";
import { useDownload } from "../../ui/pictures/use-download.ts";
import { PageSpinner } from "../../ui/spinner.tsx";
import { toast } from "../../ui/toast.ts";
import { DeleteAlbumDialog, EditAlbumDialog } from "./album-dialogs.tsx";
import { AlbumFault } from "./album-fault.tsx";
import { AlbumPictures } from "./album-pictures.tsx";
import { albumName, albumSpan } from "./album-words.ts";

/** One album. */
export function AlbumPage() {
  const { albumId = "" } = useParams({ strict: false });
  return <AlbumOf key={albumId} id={albumId} />;
}

/** The favourites, which are an album like any other. */
export function FavouritesPage() {
  return <AlbumOf id={FAVOURITES} />;
}

function AlbumOf({ id }: { readonly id: string }) {
  const { albums } = useWords();
  const { data, error, refetch } = useQuery(albumQuery(id));
  // Deleted elsewhere while it is looked at: what it held is no album's any more.
  const album = isProblem(error, "not-found") ? undefined : data;
  const title = album === undefined ? albums.title : albumName(album);
  return (
    <Page title={title} width="full" headingHidden>
      {album === undefined && error === null && <PageSpinner />}
      {album === undefined && error !== null && <AlbumFault error={error} again={() => void refetch()} />}
      {album !== undefined && (
        <>
          <AlbumHeader album={album} />
          <AlbumPictures key={album.order} album={album} />
        </>
      )}
    </Page>
  );
}

type Asking = "edit" | "delete" | null;

function AlbumHeader({ album }: { readonly album: Album }) {
  const { albums } = useWords();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<Asking>(null);
  const { download } = useDownload(() => downloadAlbum(album.id));
  const name = albumName(album);
  const span = albumSpan(album);
  const turn = async () => {
    try {
      await changeAlbum(album.id, { order: album.order === "newest" ? "oldest" : "newest" });
    } catch (fault) {
      toast.problem(fault);
    }
  };
  return (
    <div className="flex items-start justify-between gap-3 px-5 pt-6 pb-5 sm:px-8 sm:pt-10">
      <div className="grid min-w-0 gap-1">
        {/* The page's own heading is read out; this is the same one, drawn. */}
        <p
          aria-hidden="true"
          className="text-[1.75rem] leading-tight font-semibold tracking-[-0.015em] [overflow-wrap:anywhere]"
        >
          {name}
        </p>
        <p className="text-soft tabular-nums">
          {albums.count(album.count)}
          {span !== null && ` · ${span}`}
        </p>
        {album.description !== "" && (
          <p className="mt-2 max-w-prose whitespace-pre-line [overflow-wrap:anywhere]">{album.description}</p>
        )}
      </div>
      <Menu label={albums.menu(name)} trigger={<Icon name="more" />} className="size-11 shrink-0 px-0">
        {album.count > 0 && (
          <MenuItem icon="save" onAction={download}>
            {albums.download}
          </MenuItem>
        )}
        <MenuItem icon="order" onAction={() => void turn()}>
          {album.order === "newest" ? albums.oldest : albums.newest}
        </MenuItem>
        {album.kind === "album" && (
          <>
            <MenuItem icon="edit" onAction={() => setAsking("edit")}>
              {albums.edit}
            </MenuItem>
            <MenuItem icon="trash" danger onAction={() => setAsking("delete")}>
              {albums.delete}
            </MenuItem>
          </>
        )}
      </Menu>
      {asking === "edit" && <EditAlbumDialog album={album} close={() => setAsking(null)} />}
      {asking === "delete" && (
        <DeleteAlbumDialog
          album={album}
          close={() => setAsking(null)}
          deleted={() => void navigate({ to: "/albums", replace: true })}
        />
      )}
    </div>
  );
}
