import { noteFavourites } from "../../api/favourites.ts";
import { findLoaded } from "../../api/loaded-pictures.ts";
import { words } from "../../copy/words.ts";
import { toast } from "../../ui/toast.ts";
import { changeMany } from "./change-many.ts";

/** Whether all of these are known to be favourites already, so that the same button takes that back. */
export function areFavourites(ids: readonly string[]): boolean {
  return ids.length > 0 && ids.every((id) => findLoaded(id)?.favourite === true);
}

/** Marks pictures as favourites, or no longer, and says so. */
export async function favouritePictures(ids: readonly string[], isFavourite: boolean): Promise<void> {
  const { done, fault } = await changeMany(
    isFavourite ? "favourite" : "unfavourite",
    ids,
    words.gallery.favouring,
  );
  noteFavourites(done, isFavourite);
  if (fault !== null) toast.problem(fault);
  if (done.length === 0) return;
  const { gallery } = words;
  toast.success(isFavourite ? gallery.favoured(done.length) : gallery.unfavoured(done.length));
}
