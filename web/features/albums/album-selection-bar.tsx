import { FolderMinus, HeartOff, ImageUp } from "lucide-react";
import type { Album } from "#contract/albums.ts";
import { changeAlbum } from "../../api/albums.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";
import { DownloadPicturesButton } from "../../ui/pictures/download-pictures-button.tsx";
import { SelectionToolbar } from "../../ui/pictures/selection-toolbar.tsx";
import { TrashButton } from "../../ui/pictures/trash-button.tsx";
import type { PictureSelection } from "../../ui/pictures/use-picture-selection.ts";
import { toast } from "../../ui/toast.ts";
import { takeOutOfAlbum } from "./put-into-album.ts";

interface AlbumSelectionBarProps {
  readonly album: Album;
  readonly selection: PictureSelection;
}

/** What can be done with the chosen pictures of an album. */
export function AlbumSelectionBar({ album, selection }: AlbumSelectionBarProps) {
  const { albums } = useWords();
  const { selection: words } = albums;
  const ids = selection.chosen.map((image) => image.id);
  const isFavourites = album.kind === "favourites";
  const [first] = selection.chosen;

  const remove = () => {
    selection.clear();
    void takeOutOfAlbum(album, ids);
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
    <SelectionToolbar
      clear={selection.clear}
      summary={<span className="truncate">{words.count(ids.length)}</span>}
    >
      {ids.length === 1 && (
        <IconButton label={words.cover} onPress={() => void makeCover()}>
          <ImageUp />
        </IconButton>
      )}
      <AddToAlbumButton imageIds={ids} done={selection.clear} />
      <DownloadPicturesButton imageIds={ids} />
      <IconButton label={isFavourites ? words.unfavourite : words.remove} onPress={remove}>
        {isFavourites ? <HeartOff /> : <FolderMinus />}
      </IconButton>
      <TrashButton imageIds={ids} pressed={selection.clear} />
    </SelectionToolbar>
  );
}
