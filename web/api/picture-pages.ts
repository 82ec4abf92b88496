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

/** Takes pictures out of the pages. */
export function withoutPictures<P extends PicturePage>(pages: readonly P[], gone: ReadonlySet<string>): P[] {
  return pages.map((page) =>
    page.items.some(({ id }) => gone.has(id))
      ? { ...page, items: page.items.filter(({ id }) => !gone.has(id)) }
      : page,
  );
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
