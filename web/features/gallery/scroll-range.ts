// Browsers drop elements beyond some ten to thirty million pixels. A timeline taller than the cap gets a
// scrollbar of the cap's height: true to the pixel near both ends, scaled between. Wheel and touch always
// move by real pixels; what the scrollbar then lags behind (the offset) is settled when scrolling rests.

/** The tallest document, in pixels. */
export const TALLEST_DOCUMENT = 8_000_000;

/** The stretch at each end that is never scaled, in pixels. */
const TRUE_END = 1_000_000;

export interface ScrollRange {
  /** Of the timeline, in pixels. */
  readonly height: number;
  /** Of the element that makes the scrollbar. */
  readonly documentHeight: number;
  /** How far the timeline, and the scrollbar, can be scrolled. */
  readonly furthest: number;
  readonly furthestScroll: number;
}

export function scrollRange(height: number, viewportHeight: number): ScrollRange {
  const documentHeight = Math.min(height, TALLEST_DOCUMENT);
  return {
    height,
    documentHeight,
    furthest: Math.max(0, height - viewportHeight),
    furthestScroll: Math.max(0, documentHeight - viewportHeight),
  };
}

function rescale(x: number, from: number, to: number): number {
  if (from === to) return Math.min(to, Math.max(0, x));
  const end = Math.min(TRUE_END, from / 4, to / 4);
  if (x <= end) return Math.max(0, x);
  if (x >= from - end) return Math.min(to, to - (from - x));
  return end + ((x - end) * (to - 2 * end)) / (from - 2 * end);
}

/** The spot of the timeline that a scrollbar at `scroll` stands for. */
export function spotOfScroll(range: ScrollRange, scroll: number): number {
  return rescale(scroll, range.furthestScroll, range.furthest);
}

/** Where the scrollbar stands for a spot of the timeline. */
export function scrollOfSpot(range: ScrollRange, spot: number): number {
  return rescale(spot, range.furthest, range.furthestScroll);
}

/**
 * Where the timeline stands after the scrollbar moved.
 * A move shorter than `nearby` came from a wheel, a finger or a key and is taken pixel by pixel; a longer one
 * came from dragging the scrollbar and is taken in proportion.
 */
export function follow(
  range: ScrollRange,
  before: { readonly spot: number; readonly scroll: number },
  scroll: number,
  nearby: number,
): number {
  // What lies above the timeline (the bar) can be scrolled to,
  if (scroll <= 0) return scroll;
  // and what lies below it (a bottom bar) as well.
  if (scroll >= range.furthestScroll) return range.furthest + scroll - range.furthestScroll;
  const moved = scroll - before.scroll;
  if (Math.abs(moved) > nearby) return spotOfScroll(range, scroll);
  return Math.min(range.furthest, Math.max(0, before.spot + moved));
}
