import { blockAt } from "./prefix-sums.ts";
import type { TimelineLayout } from "./timeline-layout.ts";

// The scale of the date scrubber: how far along it a month stands. It goes by counts and not by heights, so that
// it holds still while heights are being corrected under the finger that drags.

/** What a month is worth beside its pictures: a single one is still a place to stop at. */
const PER_MONTH = 6;

export interface ScrubberScale {
  /** Prefix sums of the months' shares, from 0 to 1. */
  readonly sums: Float64Array;
}

export function scrubberScale(months: readonly { readonly count: number }[]): ScrubberScale {
  const sums = new Float64Array(months.length + 1);
  months.forEach(({ count }, i) => {
    sums[i + 1] = (sums[i] ?? 0) + count + PER_MONTH;
  });
  const total = sums[months.length] ?? 0;
  return { sums: total > 0 ? sums.map((sum) => sum / total) : sums };
}

/** How far along the scale a spot of the timeline lies. */
export function fractionOfSpot(scale: ScrubberScale, timeline: TimelineLayout, spot: number): number {
  const i = blockAt(timeline.tops, spot);
  const top = timeline.tops[i] ?? 0;
  const height = (timeline.tops[i + 1] ?? top) - top;
  const within = height > 0 ? Math.min(1, Math.max(0, (spot - top) / height)) : 0;
  const start = scale.sums[i] ?? 0;
  return start + within * ((scale.sums[i + 1] ?? start) - start);
}

/** The spot of the timeline at a place of the scale. */
export function spotOfFraction(scale: ScrubberScale, timeline: TimelineLayout, fraction: number): number {
  const i = blockAt(scale.sums, fraction);
  const start = scale.sums[i] ?? 0;
  const share = (scale.sums[i + 1] ?? start) - start;
  const within = share > 0 ? Math.min(1, Math.max(0, (fraction - start) / share)) : 0;
  const top = timeline.tops[i] ?? 0;
  return top + within * ((timeline.tops[i + 1] ?? top) - top);
}

export interface YearMark {
  readonly year: string;
  readonly fraction: number;
}

/**
 * The years to be written beside a scale, newest first, none closer than `apart` to the one before.
 * @param furthest where on the scale the end of the track is: the months beyond share the last screen
 */
export function yearMarks(
  scale: ScrubberScale,
  months: readonly { readonly month: string }[],
  furthest: number,
  apart: number,
): YearMark[] {
  const marks: YearMark[] = [];
  months.forEach(({ month }, i) => {
    const year = month.slice(0, 4);
    const fraction = Math.min(1, (scale.sums[i] ?? 0) / furthest);
    const last = marks.at(-1);
    if (last === undefined || (last.year !== year && fraction - last.fraction >= apart))
      marks.push({ year, fraction });
  });
  return marks;
}
