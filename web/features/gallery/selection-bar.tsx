import { Trash2, X } from "lucide-react";
import { formatBytes } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";
import { type Choice, sizeOfSelected } from "./selection.ts";
import type { Selecting } from "./use-selection.ts";

interface SelectionBarProps {
  readonly selecting: Selecting;
  readonly trash: (choices: readonly Choice[]) => void;
}

/** How many pictures are chosen, how large they are, and what can be done with them. */
export function SelectionBar({ selecting, trash }: SelectionBarProps) {
  const { selection: words } = useWords().gallery;
  const { selection, isGathering, clear } = selecting;
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
          {isGathering ? words.gathering : formatBytes(sizeOfSelected(selection))}
        </span>
      </output>
      <AddToAlbumButton imageIds={[...selection.chosen.keys()]} done={clear} />
      <Button look="quiet" onPress={() => trash([...selection.chosen.values()])}>
        <Trash2 aria-hidden="true" />
        <span className="max-sm:sr-only">{words.trash}</span>
      </Button>
    </div>
  );
}
