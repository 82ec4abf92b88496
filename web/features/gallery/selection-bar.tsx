import { Heart, HeartOff, Trash2 } from "lucide-react";
import { formatBytes } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";
import { DownloadPicturesButton } from "../../ui/pictures/download-pictures-button.tsx";
import { SelectionToolbar } from "../../ui/pictures/selection-toolbar.tsx";
import { useLoadedPictures } from "../../ui/pictures/use-pictures.ts";
import { areFavourites, favouritePictures } from "./favourite-pictures.ts";
import { type Choice, sizeOfSelected } from "./selection.ts";
import type { Selecting } from "./use-selection.ts";

interface SelectionBarProps {
  readonly selecting: Selecting;
  readonly trash: (choices: readonly Choice[]) => void;
}

/** How many pictures are chosen, how large they are, and what can be done with them. */
export function SelectionBar({ selecting, trash }: SelectionBarProps) {
  const { selection: words } = useWords().gallery;
  const { selection, gathering, clear } = selecting;
  useLoadedPictures();
  const ids = [...selection.chosen.keys()];
  const isFavourite = areFavourites(ids);
  return (
    <SelectionToolbar
      clear={clear}
      summary={
        <>
          <span className="truncate">{words.count(selection.chosen.size)}</span>
          <span className="truncate text-sm font-normal text-faint">
            {gathering
              ? words.gathering(gathering.done, gathering.all)
              : formatBytes(sizeOfSelected(selection))}
          </span>
        </>
      }
    >
      <IconButton
        label={isFavourite ? words.unfavourite : words.favourite}
        onPress={() => void favouritePictures(ids, !isFavourite)}
      >
        {isFavourite ? <HeartOff /> : <Heart />}
      </IconButton>
      <AddToAlbumButton imageIds={ids} done={clear} />
      <DownloadPicturesButton imageIds={ids} />
      <Button look="quiet" onPress={() => trash([...selection.chosen.values()])}>
        <Trash2 aria-hidden="true" />
        <span className="max-sm:sr-only">{words.trash}</span>
      </Button>
    </SelectionToolbar>
  );
}
