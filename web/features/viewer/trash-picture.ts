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
    action: { label: words.gallery.undo, run: () => void restorePicture(image.id, restored) },
  });
}

/** Takes a picture out of the trash. Faults are told in a message. */
export async function restorePicture(id: string, restored?: (image: Image) => void): Promise<void> {
  try {
    const image = await restoreFromTrash(id);
    restored?.(image);
    toast.success(words.gallery.restored(1));
  } catch (error) {
    toast.problem(error);
  }
}
