import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FolderPlus, Images } from "lucide-react";
import { useEffect, useState } from "react";
import type { Album } from "#contract/albums.ts";
import { albumsQuery, makeAlbum } from "../../api/albums.ts";
import { useWords } from "../../copy/words.ts";
import type { Chosen } from "../../ui/album-intake.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { albumName } from "./album-words.ts";
import { matchesName } from "./matches-name.ts";
import { putIntoAlbum } from "./put-into-album.ts";

interface AddToAlbumDialogProps {
  readonly chosen: Chosen;
  readonly close: () => void;
}

/** Which album pictures go into: one that there is, found by its name, or a new one of the name that was typed. */
export function AddToAlbumDialog({ chosen, close }: AddToAlbumDialogProps) {
  const { albums: words, shell } = useWords();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const all = useAllAlbums();
  const found = all.albums.filter((album) => matchesName(album.name, text));
  const name = text.trim();
  const adding = useMutation({
    mutationFn: async (to: Album | null) => {
      const album = to ?? (await makeAlbum(name === "" ? words.adding.new : name));
      const show = () => void navigate({ to: "/albums/$albumId", params: { albumId: album.id } });
      await putIntoAlbum(album, chosen.imageIds, show);
    },
    onSuccess: () => {
      close();
      chosen.done?.();
    },
  });
  return (
    <Dialog
      title={words.adding.title(chosen.imageIds.length)}
      isOpen
      isBusy={adding.isPending}
      onClose={close}
    >
      <TextField
        label={words.adding.search}
        name="album"
        autoComplete="off"
        takesFocus
        value={text}
        onChange={setText}
      />
      <Button isDisabled={adding.isPending} onPress={() => adding.mutate(null)}>
        <FolderPlus aria-hidden="true" />
        {name === "" ? words.adding.new : words.adding.newNamed(name)}
      </Button>
      {found.length > 0 && (
        <ul aria-label={words.adding.list} className="-mx-2 max-h-72 overflow-y-auto">
          {found.map((album) => (
            <li key={album.id}>
              <AlbumChoice album={album} isDisabled={adding.isPending} choose={() => adding.mutate(album)} />
            </li>
          ))}
        </ul>
      )}
      {found.length === 0 && name !== "" && !all.isLoading && (
        <p className="text-soft">{words.adding.none}</p>
      )}
      <FaultNotice fault={adding.error ?? all.error} />
      <div className="flex justify-end">
        <Button onPress={close} isDisabled={adding.isPending}>
          {shell.cancel}
        </Button>
      </div>
    </Dialog>
  );
}

interface AlbumChoiceProps {
  readonly album: Album;
  readonly isDisabled: boolean;
  readonly choose: () => void;
}

function AlbumChoice({ album, isDisabled, choose }: AlbumChoiceProps) {
  const { albums } = useWords();
  return (
    <Button
      look="quiet"
      isDisabled={isDisabled}
      onPress={choose}
      className="h-auto min-h-15 w-full justify-start gap-3 px-2 py-1.5 text-left"
    >
      <span className="relative size-12 shrink-0 overflow-hidden rounded-lg bg-sunken">
        {album.cover === null ? (
          <Images aria-hidden="true" className="absolute inset-0 m-auto size-5 text-faint" />
        ) : (
          <Thumb key={album.cover.id} image={album.cover} alt="" />
        )}
      </span>
      <span className="grid min-w-0 leading-tight">
        <span className="truncate font-medium">{albumName(album)}</span>
        <span className="text-sm font-normal text-faint tabular-nums">{albums.count(album.count)}</span>
      </span>
    </Button>
  );
}

/** Albums are found by name, so that all of them are needed: a thousand at most. */
function useAllAlbums() {
  const { data, error, isLoading, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(albumsQuery);
  useEffect(() => {
    if (hasNextPage && !isFetching && error === null) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  const albums = data?.pages.flatMap((page) => page.items).filter((album) => !album.damaged) ?? [];
  return { albums, error, isLoading };
}
