import { useEffect, useRef } from "react";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";
import { ChoosableTile } from "../../ui/pictures/choosable-tile.tsx";
import { DownloadPicturesButton } from "../../ui/pictures/download-pictures-button.tsx";
import { SelectionToolbar } from "../../ui/pictures/selection-toolbar.tsx";
import { TrashButton } from "../../ui/pictures/trash-button.tsx";
import { usePictureSelection } from "../../ui/pictures/use-picture-selection.ts";
import { useRows } from "../../ui/pictures/use-rows.ts";
import { useSelectionKeys } from "../../ui/pictures/use-selection-keys.ts";

interface FoundPicturesProps {
  readonly images: readonly Image[];
  readonly total: number;
  /** Fetches the next page; null while there is none, or it is on its way. */
  readonly more: (() => void) | null;
}

/** What was found, in justified rows, newest first; more of it as its end comes near. */
export function FoundPictures({ images, total, more }: FoundPicturesProps) {
  const { search, gallery } = useWords();
  const area = useRef<HTMLUListElement>(null);
  const { height, placed, isNearEnd } = useRows(area, images);
  const { ids, choose, all, clear, chosen } = usePictureSelection(images);
  useSelectionKeys({ all, clear });
  useEffect(() => {
    if (isNearEnd) more?.();
  }, [isNearEnd, more]);
  const imageIds = chosen.map(({ id }) => id);
  return (
    <>
      <ul
        ref={area}
        aria-label={search.results}
        className="relative mt-3 [overflow-anchor:none]"
        style={{ height }}
      >
        {placed.map((one) => (
          <ChoosableTile
            key={one.image.id}
            placed={one}
            count={total}
            list="found"
            isSelected={ids.has(one.image.id)}
            isSelecting={ids.size > 0}
            choose={choose}
          />
        ))}
      </ul>
      {ids.size > 0 && (
        <SelectionToolbar
          clear={clear}
          summary={<span className="truncate">{gallery.selection.count(ids.size)}</span>}
        >
          <AddToAlbumButton imageIds={imageIds} done={clear} />
          <DownloadPicturesButton imageIds={imageIds} />
          <TrashButton imageIds={imageIds} pressed={clear} />
        </SelectionToolbar>
      )}
    </>
  );
}
