import type { Image } from "#contract/images.ts";
import { moveToTrash, restoreFromTrash } from "../../api/picture-changes.ts";
import { words } from "../../copy/words.ts";
import { toast } from "../../ui/toast.ts";

/**
 * Moves the picture to the trash and offers the way back. Faults are told in a message.
 * @param restored is told when the person took it back
 */
export async function trashPicture(image: Image, restored: (image: Image) => void): Promise<void> {
  try {
    await moveToTrash(image);
  } catch (error) {
    toast.problem(error);
    return;
  }
  toast.success(words.gallery.trashed(1), {
    action: { label: words.gallery.undo, run: () => void restore(image, restored) },
  });
}

async function restore(image: Image, restored: (image: Image) => void): Promise<void> {
  try {
    restored(await restoreFromTrash(image.id));
    toast.success(words.gallery.restored(1));
  } catch (error) {
    toast.problem(error);
  }
}
