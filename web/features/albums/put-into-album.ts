import type { Album } from "#contract/albums.ts";
import { changePictures } from "../../api/albums.ts";
import { words } from "../../copy/words.ts";
import { toast } from "../../ui/toast.ts";
import { albumName } from "./album-words.ts";

/**
 * Puts pictures into an album, and says how many, with the way there.
 * @throws what `call` throws
 */
export async function putIntoAlbum(
  album: Album,
  imageIds: readonly string[],
  show: () => void,
): Promise<void> {
  const { done, refused } = await changePictures("add-to-album", imageIds, album.id);
  if (refused.length > 0) toast.success(words.albums.notAdded(refused.length));
  if (done.length === 0) return;
  const name = albumName(album);
  toast.success(words.albums.added(done.length, name), { action: { label: name, run: show } });
}

/** Takes pictures out of an album, says so, and offers the way back. */
export async function takeOutOfAlbum(album: Album, imageIds: readonly string[]): Promise<void> {
  const { albums } = words;
  try {
    const { done } = await changePictures("remove-from-album", imageIds, album.id);
    if (done.length === 0) return;
    const undo = () =>
      void changePictures("add-to-album", done, album.id).catch((fault: unknown) => toast.problem(fault));
    toast.success(albums.removed(done.length, albumName(album)), {
      action: { label: albums.undo, run: undo },
    });
  } catch (fault) {
    toast.problem(fault);
  }
}
