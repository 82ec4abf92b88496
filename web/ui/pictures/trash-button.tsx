import { Trash2 } from "lucide-react";
import { changePictures } from "../../api/albums.ts";
import { useWords, words as wordsNow } from "../../copy/words.ts";
import { IconButton } from "../button.tsx";
import { toast } from "../toast.ts";

interface TrashButtonProps {
  readonly imageIds: readonly string[];
  /** Called as soon as it is pressed. */
  readonly pressed: () => void;
}

/** Moves chosen pictures of a list to the trash, and offers the way back. */
export function TrashButton({ imageIds, pressed }: TrashButtonProps) {
  const { gallery } = useWords();
  const press = () => {
    pressed();
    void trash(imageIds);
  };
  return (
    <IconButton label={gallery.selection.trash} onPress={press}>
      <Trash2 />
    </IconButton>
  );
}

async function trash(imageIds: readonly string[]): Promise<void> {
  const { gallery } = wordsNow;
  try {
    const { done } = await changePictures("trash", imageIds);
    if (done.length === 0) return;
    const undo = () => void changePictures("restore", done).catch((fault: unknown) => toast.problem(fault));
    toast.success(gallery.trashed(done.length), { action: { label: gallery.undo, run: undo } });
  } catch (fault) {
    toast.problem(fault);
  }
}
