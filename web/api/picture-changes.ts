import type { InfiniteData } from "@tanstack/react-query";
import {
  destroyImage,
  emptyTrash,
  type Image,
  restoreImage,
  trashImage,
  updateImage,
} from "../../contract/images.ts";
import type { BodyOf } from "../../contract/route.ts";
import { call } from "./call.ts";
import { findLoaded } from "./loaded-pictures.ts";
import {
  isComplete,
  loadedPictures,
  type PicturePage,
  withChangedPicture,
  withMonthCount,
  withoutPicture,
  withPicture,
} from "./picture-pages.ts";
import { imageQuery, monthOf, monthQuery, monthsQuery, trashQuery } from "./pictures.ts";
import { queryClient } from "./query-client.ts";

// What changes pictures, and keeps what is in memory true without asking for whole lists again.

type Pages = InfiniteData<PicturePage, string | null>;

function changePages(
  key: readonly unknown[],
  change: (pages: readonly PicturePage[]) => PicturePage[],
): void {
  queryClient.setQueryData<Pages>(key, (known) => known && { ...known, pages: change(known.pages) });
}

function changeCount(month: string, by: number): void {
  queryClient.setQueryData(
    monthsQuery.queryKey,
    (known) => known && { items: withMonthCount(known.items, month, by) },
  );
}

/** A picture came into the timeline: uploaded or restored. */
export function noteArrival(image: Image): void {
  const month = monthOf(image);
  const known = queryClient.getQueryData<Pages>(monthQuery(month).queryKey);
  const isListed = known !== undefined && loadedPictures(known.pages).some((one) => one.id === image.id);
  changePages(monthQuery(month).queryKey, (pages) => withPicture(pages, image));
  if (!isListed) changeCount(month, 1);
  changePages(trashQuery.queryKey, (pages) => withoutPicture(pages, image.id));
  queryClient.setQueryData(imageQuery(image.id).queryKey, image);
}

function noteDeparture(image: Image): void {
  const month = monthOf(image);
  changePages(monthQuery(month).queryKey, (pages) => withoutPicture(pages, image.id));
  changeCount(month, -1);
  queryClient.removeQueries({ queryKey: imageQuery(image.id).queryKey });
  void queryClient.invalidateQueries({ queryKey: trashQuery.queryKey });
}

/** A picture as it is now on the server, changed or brought by somebody else: counts are asked for, not guessed. */
export function noteSeen(image: Image): void {
  if (image.trashedAt !== null) return noteAbsence(image.id);
  const before = findLoaded(image.id);
  if (before !== null && monthOf(before) !== monthOf(image)) {
    changePages(monthQuery(monthOf(before)).queryKey, (pages) => withoutPicture(pages, image.id));
  }
  const isInPlace = before?.takenAt === image.takenAt;
  changePages(monthQuery(monthOf(image)).queryKey, (pages) =>
    isInPlace ? withChangedPicture(pages, image) : withPicture(pages, image),
  );
  queryClient.setQueryData(imageQuery(image.id).queryKey, image);
}

/** A picture that somebody else trashed or destroyed. */
export function noteAbsence(id: string): void {
  const before = findLoaded(id);
  if (before !== null) {
    changePages(monthQuery(monthOf(before)).queryKey, (pages) => withoutPicture(pages, id));
  }
  // Whoever looks at it is told that it is gone.
  void queryClient.invalidateQueries({ queryKey: imageQuery(id).queryKey });
}

/**
 * Moves a picture to the trash; it leaves the screen at once and comes back if the server refuses.
 * @throws what `call` throws
 */
export async function moveToTrash(image: Image): Promise<void> {
  noteDeparture(image);
  try {
    await call(trashImage, { params: { id: image.id } });
  } catch (error) {
    noteArrival(image);
    throw error;
  }
}

/** @throws what `call` throws */
export async function restoreFromTrash(id: string): Promise<Image> {
  const image = await call(restoreImage, { params: { id } });
  noteArrival(image);
  return image;
}

/** Destroys one picture of the trash for ever. @throws what `call` throws */
export async function destroyPicture(id: string) {
  const receipt = await call(destroyImage, { params: { id } });
  changePages(trashQuery.queryKey, (pages) => withoutPicture(pages, id));
  return receipt;
}

/** Destroys all that lies in the trash for ever. @throws what `call` throws */
export async function destroyTrash() {
  const receipt = await call(emptyTrash);
  await queryClient.invalidateQueries({ queryKey: trashQuery.queryKey });
  return receipt;
}

/** What is known of a picture was changed. */
export function noteChange(before: Image, changed: Image): void {
  queryClient.setQueryData(imageQuery(changed.id).queryKey, changed);
  if (changed.takenAt === before.takenAt) {
    changePages(monthQuery(monthOf(changed)).queryKey, (pages) => withChangedPicture(pages, changed));
    return;
  }
  changePages(monthQuery(monthOf(before)).queryKey, (pages) => withoutPicture(pages, before.id));
  changeCount(monthOf(before), -1);
  changePages(monthQuery(monthOf(changed)).queryKey, (pages) => withPicture(pages, changed));
  changeCount(monthOf(changed), 1);
}

/** A picture turned out to be gone, deleted by another device or tab: it leaves the screen. */
export function noteGone(image: Image): void {
  noteDeparture(image);
}

/** Changes name, caption, date or rotation. @throws what `call` throws */
export async function changePicture(image: Image, changes: BodyOf<typeof updateImage>): Promise<Image> {
  const changed = await call(updateImage, { params: { id: image.id }, body: changes });
  noteChange(image, changed);
  return changed;
}

/**
 * Looks again at what other devices and tabs may have changed: the months' counts, then each month in memory
 * whose count is another one.
 */
export async function lookAgain(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: monthsQuery.queryKey });
  for (const { month, count } of queryClient.getQueryData(monthsQuery.queryKey)?.items ?? []) {
    const pages = queryClient.getQueryData<Pages>(monthQuery(month).queryKey)?.pages;
    if (pages === undefined) continue;
    const loaded = loadedPictures(pages).length;
    if (isComplete(pages) ? loaded !== count : loaded > count) {
      void queryClient.invalidateQueries({ queryKey: monthQuery(month).queryKey });
    }
  }
}
