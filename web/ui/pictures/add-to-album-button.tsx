import { FolderPlus } from "lucide-react";
import { useWords } from "../../copy/words.ts";
import { addToAlbum } from "../album-intake.ts";
import { IconButton } from "../button.tsx";

interface AddToAlbumButtonProps {
  readonly imageIds: readonly string[];
  /** Called when they have been put into one. */
  readonly done: () => void;
}

/** Puts pictures into an album that the person chooses. */
export function AddToAlbumButton({ imageIds, done }: AddToAlbumButtonProps) {
  const { albums } = useWords();
  return (
    <IconButton label={albums.selection.add} onPress={() => addToAlbum({ imageIds, done })}>
      <FolderPlus />
    </IconButton>
  );
}
