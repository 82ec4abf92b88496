import type { Image } from "../../contract/images.ts";

// A list that is loaded page by page, newest first, and how one picture goes in or out of it.

export interface PicturePage {
  readonly items: readonly Image[];
  readonly nextCursor: string | null;
}

/** The pictures loaded so far, in order. */
export function loadedPictures(pages: readonly PicturePage[]): Image[] {
  return pages.flatMap((page) => page.items);
}

/** Whether there are no further pages. */
export function isComplete(pages: readonly PicturePage[]): boolean {
  const last = pages.at(-1);
  return last !== undefined && last.nextCursor === null;
}

export function withoutPicture<P extends PicturePage>(pages: readonly P[], id: string): P[] {
  return pages.map((page) =>
    page.items.some((image) => image.id === id)
      ? { ...page, items: page.items.filter((image) => image.id !== id) }
      : page,
  );
}

/** Puts a changed picture in place of the one with its id. */
export function withChangedPicture<P extends PicturePage>(pages: readonly P[], changed: Image): P[] {
  return pages.map((page) =>
    page.items.some((image) => image.id === changed.id)
      ? { ...page, items: page.items.map((image) => (image.id === changed.id ? changed : image)) }
      : page,
  );
}

/** Date and time without the offset: what lists are sorted by. */
const wallTime = (image: Image) => image.takenAt.slice(0, 19);

/**
 * Puts a picture where its date belongs. One that belongs behind the last loaded picture, with more pages to
 * come, is left to them.
 */
export function withPicture<P extends PicturePage>(pages: readonly P[], added: Image): P[] {
  const cleared = withoutPicture(pages, added.id);
  const isLast = (page: P) => page === cleared.at(-1);
  let isPut = false;
  return cleared.map((page) => {
    if (isPut) return page;
    const at = page.items.findIndex((image) => wallTime(image) <= wallTime(added));
    const place = at >= 0 ? at : isLast(page) && page.nextCursor === null ? page.items.length : -1;
    if (place < 0) return page;
    isPut = true;
    return { ...page, items: page.items.toSpliced(place, 0, added) };
  });
}

export interface MonthCount {
  readonly month: string;
  readonly count: number;
}

/** Adds to a month's count; a month comes into the list with its first picture and goes with its last. */
export function withMonthCount(months: readonly MonthCount[], month: string, by: number): MonthCount[] {
  const known = months.find((one) => one.month === month);
  if (known !== undefined) {
    return months
      .map((one) => (one === known ? { month, count: one.count + by } : one))
      .filter((one) => one.count > 0);
  }
  if (by <= 0) return [...months];
  return [...months, { month, count: by }].toSorted((a, b) => (a.month < b.month ? 1 : -1));
}
