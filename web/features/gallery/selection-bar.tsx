import { Trash2, X } from "lucide-react";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { AddToAlbumButton } from "../../ui/pictures/add-to-album-button.tsx";

interface SelectionBarProps {
  readonly ids: readonly string[];
  readonly clear: () => void;
  readonly trash: () => void;
}

/** What can be done with the chosen pictures. */
export function SelectionBar({ ids, clear, trash }: SelectionBarProps) {
  const { selection } = useWords().gallery;
  return (
    <div
      role="toolbar"
      aria-label={selection.bar}
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-40 mx-auto flex max-w-md items-center gap-1 rounded-2xl border border-line bg-raised p-1.5 shadow-float md:bottom-6"
    >
      <IconButton label={selection.clear} onPress={clear}>
        <X />
      </IconButton>
      <output className="grow px-1 font-medium tabular-nums">{selection.count(ids.length)}</output>
      <AddToAlbumButton imageIds={ids} done={clear} />
      <Button look="quiet" onPress={trash}>
        <Trash2 aria-hidden="true" />
        {selection.trash}
      </Button>
    </div>
  );
}
