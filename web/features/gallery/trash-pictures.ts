import { trashImage } from "#contract/images.ts";
import { call } from "../../api/call.ts";
import {
  noteDepartures,
  type PlacedPicture,
  restoreFromTrash,
  takeBackDepartures,
} from "../../api/picture-changes.ts";
import { words } from "../../copy/words.ts";
import { toast } from "../../ui/toast.ts";

/** How many requests are under way at once. */
const AT_ONCE = 4;

/**
 * Works through a list, a few at a time.
 * @returns what succeeded, and the first fault
 */
async function each<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<{ done: R[]; fault: unknown }> {
  const queue = [...items];
  const done: R[] = [];
  let fault: unknown = null;
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        done.push(await work(item));
      } catch (error) {
        fault ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { done, fault };
}

/** Moves pictures to the trash and offers the way back. Faults are told in a message. */
export async function trashPictures(pictures: readonly PlacedPicture[]): Promise<void> {
  noteDepartures(pictures);
  const { done, fault } = await each(pictures, async ({ id }) => {
    await call(trashImage, { params: { id } });
    return id;
  });
  if (fault !== null) {
    const gone = new Set(done);
    takeBackDepartures(pictures.filter(({ id }) => !gone.has(id)));
    toast.problem(fault);
  }
  if (done.length === 0) return;
  toast.success(words.gallery.trashed(done.length), {
    action: { label: words.gallery.undo, run: () => void restorePictures(done) },
  });
}

async function restorePictures(ids: readonly string[]): Promise<void> {
  const { done, fault } = await each(ids, restoreFromTrash);
  if (fault !== null) toast.problem(fault);
  if (done.length > 0) toast.success(words.gallery.restored(done.length));
}
