import { FolderMinus, HeartOff, ImageUp, Trash2, X } from "lucide-react";
import type { Album } from "#contract/albums.ts";
import { changeAlbum, changePictures } from "../../api/albums.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";
import { DownloadPicturesButton } from "../../ui/pictures/download-pictures-button.tsx";
import { toast } from "../../ui/toast.ts";
import type { AlbumSelection } from "./album-selection.ts";
import { albumName } from "./album-words.ts";

interface AlbumSelectionBarProps {
  readonly album: Album;
  readonly selection: AlbumSelection;
}

/** What can be done with the chosen pictures of an album. */
export function AlbumSelectionBar({ album, selection }: AlbumSelectionBarProps) {
  const { albums } = useWords();
  const { selection: words } = albums;
  const ids = selection.chosen.map((image) => image.id);
  const isFavourites = album.kind === "favourites";
  const [first] = selection.chosen;

  const change = async (action: "remove-from-album" | "trash") => {
    const undo = action === "trash" ? "restore" : "add-to-album";
    const albumId = action === "trash" ? undefined : album.id;
    selection.clear();
    try {
      const { done } = await changePictures(action, ids, albumId);
      if (done.length === 0) return;
      const text =
        action === "trash" ? albums.trashed(done.length) : albums.removed(done.length, albumName(album));
      const run = () =>
        void changePictures(undo, done, albumId).catch((fault: unknown) => toast.problem(fault));
      toast.success(text, { action: { label: albums.undo, run } });
    } catch (fault) {
      toast.problem(fault);
    }
  };
  const makeCover = async () => {
    try {
      await changeAlbum(album.id, { coverImageId: first?.id ?? null });
      selection.clear();
      toast.success(albums.coverSet);
    } catch (fault) {
      toast.problem(fault);
    }
  };
  return (
    <div
      role="toolbar"
      aria-label={words.bar}
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-40 mx-auto flex max-w-md items-center gap-0.5 rounded-2xl border border-line bg-raised p-1.5 shadow-float md:bottom-6"
    >
      <IconButton label={words.clear} onPress={selection.clear}>
        <X />
      </IconButton>
      <output className="grow truncate px-1 font-medium tabular-nums">{words.count(ids.length)}</output>
      {ids.length === 1 && (
        <IconButton label={words.cover} onPress={() => void makeCover()}>
          <ImageUp />
        </IconButton>
      )}
      <AddToAlbumButton imageIds={ids} done={selection.clear} />
      <DownloadPicturesButton imageIds={ids} />
      <IconButton
        label={isFavourites ? words.unfavourite : words.remove}
        onPress={() => void change("remove-from-album")}
      >
        {isFavourites ? <HeartOff /> : <FolderMinus />}
      </IconButton>
      <IconButton label={words.trash} onPress={() => void change("trash")}>
        <Trash2 />
      </IconButton>
    </div>
  );
}
