import type { InfiniteData } from "@tanstack/react-query";
import {
  destroyImage,
  emptyTrash,
  type Image,
  type MonthLayout,
  restoreImage,
  trashImage,
  updateImage,
} from "../../contract/images.ts";
import type { BodyOf } from "../../contract/route.ts";
import { call } from "./call.ts";
import { findLoaded, keepPictures } from "./loaded-pictures.ts";
import { withoutPlaced, withPlaced } from "./month-layout.ts";
import { type PicturePage, withMonthCount, withoutPictures } from "./picture-pages.ts";
import { idsOfMonth, imageQuery, layoutQuery, monthOf, monthsQuery, trashQuery } from "./pictures.ts";
import { queryClient } from "./query-client.ts";

// What changes pictures, and keeps what is in memory true without asking for whole lists again.

type Pages = InfiniteData<PicturePage, string | null>;

/** Takes pictures out of the trash's list, as far as it is in memory. */
function leaveTrash(ids: ReadonlySet<string>): void {
  queryClient.setQueryData<Pages>(
    trashQuery.queryKey,
    (known) => known && { ...known, pages: withoutPictures(known.pages, ids) },
  );
}

function changeLayout(month: string, change: (layout: MonthLayout) => MonthLayout): void {
  const { queryKey } = layoutQuery(month);
  queryClient.setQueryData(queryKey, (known) => known && change(known));
  // An answer that is on its way may not know of the change.
  if (queryClient.isFetching({ queryKey }) > 0) void queryClient.invalidateQueries({ queryKey });
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
  const isListed = idsOfMonth(month)?.includes(image.id) === true;
  keepPictures([image]);
  changeLayout(month, (layout) => withPlaced(layout, image));
  if (!isListed) changeCount(month, 1);
  leaveTrash(new Set([image.id]));
  queryClient.setQueryData(imageQuery(image.id).queryKey, image);
}

/** A picture in the timeline, as its layout knows it: enough to take it away, though its details are not there. */
export interface PlacedPicture {
  readonly id: string;
  readonly month: string;
}

/** Pictures left the timeline. What they are stays known, so that they can come back at once. */
export function noteDepartures(pictures: readonly PlacedPicture[]): void {
  const byMonth = Map.groupBy(pictures, ({ month }) => month);
  for (const [month, gone] of byMonth) {
    changeLayout(month, (layout) => withoutPlaced(layout, new Set(gone.map(({ id }) => id))));
    changeCount(month, -gone.length);
  }
  for (const { id } of pictures) queryClient.removeQueries({ queryKey: imageQuery(id).queryKey });
  void queryClient.invalidateQueries({ queryKey: trashQuery.queryKey });
}

/** A picture as it is now on the server, changed or brought by somebody else: counts are asked for, not guessed. */
export function noteSeen(image: Image): void {
  if (image.trashedAt !== null) return noteAbsence(image.id);
  const before = findLoaded(image.id);
  if (before !== null && monthOf(before) !== monthOf(image)) leaveLayout(before);
  keepPictures([image]);
  changeLayout(monthOf(image), (layout) => withPlaced(layout, image));
  queryClient.setQueryData(imageQuery(image.id).queryKey, image);
}

/** A picture that somebody else trashed or destroyed. */
export function noteAbsence(id: string): void {
  const before = findLoaded(id);
  if (before !== null) leaveLayout(before);
  // Whoever looks at it is told that it is gone.
  void queryClient.invalidateQueries({ queryKey: imageQuery(id).queryKey });
}

function leaveLayout(image: Image): void {
  changeLayout(monthOf(image), (layout) => withoutPlaced(layout, new Set([image.id])));
}

/** Pictures are where they were after all, or again. */
export function takeBackDepartures(pictures: readonly PlacedPicture[]): void {
  for (const [month, back] of Map.groupBy(pictures, ({ month: of }) => of)) {
    changeCount(month, back.length);
    void queryClient.invalidateQueries({ queryKey: trashQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: layoutQuery(month).queryKey });
  }
}

/** What is known of a picture was changed. */
export function noteChange(before: Image, changed: Image): void {
  keepPictures([changed]);
  queryClient.setQueryData(imageQuery(changed.id).queryKey, changed);
  const [from, to] = [monthOf(before), monthOf(changed)];
  if (from === to) {
    if (before.takenAt !== changed.takenAt || before.rotation !== changed.rotation)
      changeLayout(to, (layout) => withPlaced(layout, changed));
    return;
  }
  changeLayout(from, (layout) => withoutPlaced(layout, new Set([changed.id])));
  changeCount(from, -1);
  changeLayout(to, (layout) => withPlaced(layout, changed));
  changeCount(to, 1);
}

/**
 * Moves a picture to the trash; it leaves the screen at once and comes back if the server refuses.
 * @throws what `call` throws
 */
export async function moveToTrash(image: Image): Promise<void> {
  noteDepartures([{ id: image.id, month: monthOf(image) }]);
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
  leaveTrash(new Set([id]));
  return receipt;
}

/** Destroys all that lies in the trash for ever. @throws what `call` throws */
export async function destroyTrash() {
  const receipt = await call(emptyTrash);
  await queryClient.invalidateQueries({ queryKey: trashQuery.queryKey });
  return receipt;
}

/** A picture turned out to be gone, deleted by another device or tab: it leaves the screen. */
export function noteGone(image: Image): void {
  noteDepartures([{ id: image.id, month: monthOf(image) }]);
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
    const ids = idsOfMonth(month);
    if (ids !== undefined && ids.length !== count) {
      void queryClient.invalidateQueries({ queryKey: layoutQuery(month).queryKey });
    }
  }
}
