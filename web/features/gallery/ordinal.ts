import type { Anchor } from "./timeline-layout.ts";

// A place in the timeline as one number: how many pictures are newer. It tells nothing of what or when, so that it
// may be kept with the page's entry in the browser's history, and outlives a lock.

interface Counted {
  readonly month: string;
  readonly count: number;
}

export function ordinalOf(months: readonly Counted[], anchor: Anchor): number {
  let newer = 0;
  for (const { month, count } of months) {
    if (month === anchor.month) return newer + Math.min(count, Math.floor(anchor.index ?? 0));
    newer += count;
  }
  return 0;
}

/** Null for the top, and for what is no number of a picture. */
export function anchorOfOrdinal(months: readonly Counted[], ordinal: unknown): Anchor | null {
  if (typeof ordinal !== "number" || !(ordinal > 0)) return null;
  let newer = 0;
  for (const { month, count } of months) {
    // The first of a month: its heading is to be seen as well.
    if (ordinal < newer + count)
      return ordinal === newer
        ? { month, index: null, below: 0 }
        : { month, index: ordinal - newer, below: -HEADED };
    newer += count;
  }
  const last = months.at(-1);
  return last === undefined ? null : { month: last.month, index: last.count, below: 0 };
}

/** What the bar and a month's heading cover above a picture, in pixels. */
const HEADED = 130;
