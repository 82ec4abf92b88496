import { Heart, HeartOff, Trash2, X } from "lucide-react";
import { formatBytes } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";
import { useLoadedPictures } from "../../ui/pictures/use-pictures.ts";
import { areFavourites, favouritePictures } from "./favourite-pictures.ts";
import { DownloadPicturesButton } from "../../ui/pictures/download-pictures-button.tsx";
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
  const { selection, isGathering, clear } = selecting;
  const ids = [...selection.chosen.keys()];
  return (
    <div
      role="toolbar"
      aria-label={words.bar}
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-40 mx-auto flex max-w-md items-center gap-1 rounded-2xl border border-line bg-raised p-1.5 shadow-float md:bottom-6"
    >
      <IconButton label={words.clear} onPress={clear}>
        <X />
      </IconButton>
      <output className="grid min-w-0 grow px-1 leading-tight tabular-nums">
        <span className="truncate font-medium">{words.count(selection.chosen.size)}</span>
        <span className="truncate text-sm text-faint">
          {gathering
            ? words.gathering(gathering.done, gathering.all)
            : formatBytes(sizeOfSelected(selection))}
        </span>
      </output>
      <IconButton
        label={isFavourite ? words.unfavourite : words.favourite}
        onPress={() => void favouritePictures(ids, !isFavourite)}
      >
        {isFavourite ? <HeartOff /> : <Heart />}
      </IconButton>
      <AddToAlbumButton imageIds={ids} done={clear} />
      <AddToAlbumButton imageIds={ids} done={clear} />
      <DownloadPicturesButton imageIds={ids} />
      <Button look="quiet" onPress={() => trash([...selection.chosen.values()])}>
        <Trash2 aria-hidden="true" />
        <span className="max-sm:sr-only">{words.trash}</span>
      </Button>
    </div>
  );
}
