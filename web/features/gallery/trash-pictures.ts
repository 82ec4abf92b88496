import { noteDepartures, type PlacedPicture, takeBackDepartures } from "../../api/picture-changes.ts";
import { words } from "../../copy/words.ts";
import { toast } from "../../ui/toast.ts";
import { changeMany } from "./change-many.ts";

/** Moves pictures to the trash and offers the way back. They leave the screen at once. */
export async function trashPictures(pictures: readonly PlacedPicture[]): Promise<void> {
  noteDepartures(pictures);
  const changed = await changeMany(
    "trash",
    pictures.map(({ id }) => id),
    words.gallery.trashing,
  );
  const refused = new Set(changed.refused);
  takeBackDepartures(pictures.filter(({ id }) => refused.has(id)));
  if (changed.fault !== null) toast.problem(changed.fault);
  const gone = pictures.filter(({ id }) => !refused.has(id));
  if (gone.length === 0) return;
  toast.success(words.gallery.trashed(gone.length), {
    action: { label: words.gallery.undo, run: () => void restorePictures(gone) },
  });
}

async function restorePictures(pictures: readonly PlacedPicture[]): Promise<void> {
  const changed = await changeMany(
    "restore",
    pictures.map(({ id }) => id),
    words.gallery.restoring,
  );
  const back = new Set(changed.done);
  takeBackDepartures(pictures.filter(({ id }) => back.has(id)));
  if (changed.fault !== null) toast.problem(changed.fault);
  if (back.size > 0) toast.success(words.gallery.restored(back.size));
}
