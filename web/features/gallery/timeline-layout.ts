import {
  type Box,
  layOutRows,
  placeInRow,
  type RowMetrics,
  type Rows,
  rowCount,
  rowHeight,
} from "../../ui/pictures/justified-rows.ts";
import { blockAt } from "./prefix-sums.ts";

// The whole timeline as numbers: where each month, row and picture lies, whether or not it is loaded.
// What is not loaded yet gets an estimated height; an anchor finds its place again when that is corrected.

export interface TimelineMetrics extends RowMetrics {
  /** Of a month's heading, in pixels. */
  readonly heading: number;
  /** Below a month, in pixels. */
  readonly monthGap: number;
}

/** A month and the ratios of those of its pictures that were seen so far, from the first on. */
export interface MonthShape {
  readonly month: string;
  readonly count: number;
  readonly ratios: Float32Array;
}

export interface MonthLayout extends MonthShape {
  readonly rows: Rows;
  /** Pictures that stand in a row; the others are in the estimated tail. */
  readonly placed: number;
  /** Where the tail begins, from the month's top. */
  readonly tailTop: number;
  readonly tailHeight: number;
  readonly height: number;
}

export interface TimelineLayout {
  readonly metrics: TimelineMetrics;
  readonly months: readonly MonthLayout[];
  /** Prefix sums of the months' heights. */
  readonly tops: Float64Array;
  readonly height: number;
}

/** What a picture's ratio is taken for while it is unknown: cameras make 4:3 and 3:2, some of them upright. */
const USUAL_RATIO = 1.25;

function estimateHeight(count: number, ratio: number, metrics: TimelineMetrics): number {
  if (count === 0) return 0;
  const perRow = Math.max(1, (metrics.width + metrics.gap) / (ratio * metrics.rowHeight + metrics.gap));
  return Math.ceil(count / perRow) * (metrics.rowHeight + metrics.gap);
}

export function layOutMonth(shape: MonthShape, metrics: TimelineMetrics): MonthLayout {
  const known = Math.min(shape.ratios.length, shape.count);
  const ratios = shape.ratios.subarray(0, known);
  const rows = layOutRows(ratios, metrics, known === shape.count);
  const placed = rows.starts[rows.starts.length - 1] ?? 0;
  const tailTop = metrics.heading + (rows.tops[rows.tops.length - 1] ?? 0);
  let sum = 0;
  for (const ratio of ratios) sum += ratio;
  const tailHeight = estimateHeight(shape.count - placed, known > 0 ? sum / known : USUAL_RATIO, metrics);
  return {
    ...shape,
    ratios,
    rows,
    placed,
    tailTop,
    tailHeight,
    height: tailTop + tailHeight + metrics.monthGap,
  };
}

/** Adds up months that were laid out with the same metrics. */
export function stackMonths(months: readonly MonthLayout[], metrics: TimelineMetrics): TimelineLayout {
  const tops = new Float64Array(months.length + 1);
  let top = 0;
  months.forEach((month, i) => {
    top += month.height;
    tops[i + 1] = top;
  });
  return { metrics, months, tops, height: top };
}

export interface VisibleMonth {
  readonly monthIndex: number;
  readonly top: number;
  /** Rows from firstRow up to, not including, endRow. */
  readonly firstRow: number;
  readonly endRow: number;
  readonly tailIsVisible: boolean;
}

/** The months and rows that touch the stretch [from, to] of the timeline, in pixels. */
export function findVisible(timeline: TimelineLayout, from: number, to: number): VisibleMonth[] {
  const visible: VisibleMonth[] = [];
  if (timeline.months.length === 0) return visible;
  for (let i = blockAt(timeline.tops, from); i < timeline.months.length; i++) {
    const month = timeline.months[i]!;
    const top = timeline.tops[i] ?? 0;
    if (top > to) break;
    const rowsTop = top + timeline.metrics.heading;
    const rows = rowCount(month.rows);
    const tailTop = top + month.tailTop;
    let firstRow = 0;
    let endRow = 0;
    if (rows > 0 && tailTop > from && rowsTop <= to) {
      firstRow = blockAt(month.rows.tops, from - rowsTop);
      endRow = blockAt(month.rows.tops, to - rowsTop) + 1;
    }
    const tailIsVisible = month.tailHeight > 0 && tailTop <= to && tailTop + month.tailHeight > from;
    visible.push({ monthIndex: i, top, firstRow, endRow, tailIsVisible });
  }
  return visible;
}

/** A picture by its month and its place therein. */
export interface Place {
  readonly monthIndex: number;
  readonly index: number;
}

function rowOf(month: MonthLayout, index: number): number {
  let low = 0;
  let high = Math.max(0, rowCount(month.rows) - 1);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((month.rows.starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a picture's row lies in the timeline: exact when it is placed, else as estimated. */
export function locate(timeline: TimelineLayout, place: Place): { top: number; height: number } {
  const { metrics } = timeline;
  const month = timeline.months[place.monthIndex];
  const monthTop = timeline.tops[place.monthIndex] ?? 0;
  if (month === undefined) return { top: monthTop, height: 0 };
  if (place.index < month.placed) {
    const row = rowOf(month, place.index);
    return {
      top: monthTop + metrics.heading + (month.rows.tops[row] ?? 0),
      height: rowHeight(month.rows, row, metrics),
    };
  }
  const unplaced = month.count - month.placed;
  const share = unplaced > 0 ? (place.index - month.placed) / unplaced : 0;
  return { top: monthTop + month.tailTop + share * month.tailHeight, height: metrics.rowHeight };
}

/** A spot of the timeline that keeps its meaning when heights are corrected. */
export interface Anchor {
  readonly month: string;
  /** Of the picture at that spot; null in the heading. May lie between two pictures of the tail. */
  readonly index: number | null;
  /** From the top of the picture's row, or of the month, in pixels. */
  readonly below: number;
}

/**
 * The spot at `y`. Where rows are known, the first whole one within `reach` pixels below `y` is preferred:
 * a person's eye rests on pictures, not on the estimated stretch above them.
 */
export function anchorAt(timeline: TimelineLayout, y: number, reach: number): Anchor | null {
  const { metrics } = timeline;
  for (const seen of findVisible(timeline, y, y + reach)) {
    const month = timeline.months[seen.monthIndex]!;
    for (let row = seen.firstRow; row < seen.endRow; row++) {
      const top = seen.top + metrics.heading + (month.rows.tops[row] ?? 0);
      if (top >= y && top <= y + reach) {
        return { month: month.month, index: month.rows.starts[row] ?? 0, below: y - top };
      }
    }
  }
  const monthIndex = blockAt(timeline.tops, y);
  const month = timeline.months[monthIndex];
  if (month === undefined) return null;
  const within = y - (timeline.tops[monthIndex] ?? 0);
  const next = timeline.months[monthIndex + 1];
  // In the gap below a month one is about to read the next one.
  if (next !== undefined && within >= month.tailTop + month.tailHeight)
    return { month: next.month, index: null, below: y - (timeline.tops[monthIndex + 1] ?? 0) };
  if (within < metrics.heading || month.count === 0)
    return { month: month.month, index: null, below: within };
  if (within < month.tailTop) {
    const row = blockAt(month.rows.tops, within - metrics.heading);
    return {
      month: month.month,
      index: month.rows.starts[row] ?? 0,
      below: within - metrics.heading - (month.rows.tops[row] ?? 0),
    };
  }
  const share = month.tailHeight > 0 ? Math.min(1, (within - month.tailTop) / month.tailHeight) : 1;
  return { month: month.month, index: month.placed + share * (month.count - month.placed), below: 0 };
}

/** Where an anchor lies now; null when its month is gone. */
export function placeOfAnchor(timeline: TimelineLayout, anchor: Anchor): number | null {
  const monthIndex = timeline.months.findIndex((month) => month.month === anchor.month);
  const month = timeline.months[monthIndex];
  if (month === undefined) return null;
  if (anchor.index === null) return (timeline.tops[monthIndex] ?? 0) + Math.min(anchor.below, month.height);
  const index = Math.min(anchor.index, month.count);
  return locate(timeline, { monthIndex, index }).top + anchor.below;
}

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

function centreOf(boxes: readonly Box[], at: number): number {
  const box = boxes[at];
  return box === undefined ? 0 : box.left + box.width / 2;
}

/** The picture that a key leads to; the same one at the timeline's ends. */
export function step(timeline: TimelineLayout, from: Place, direction: Direction): Place {
  if (direction === "first") return { monthIndex: 0, index: 0 };
  if (direction === "last") {
    const monthIndex = timeline.months.length - 1;
    return { monthIndex, index: Math.max(0, (timeline.months[monthIndex]?.count ?? 0) - 1) };
  }
  const month = timeline.months[from.monthIndex];
  if (month === undefined) return from;
  if (direction === "left" || direction === "right") {
    const index = from.index + (direction === "right" ? 1 : -1);
    if (index >= 0 && index < month.count) return { monthIndex: from.monthIndex, index };
    return enter(timeline, from, direction === "right" ? 1 : -1, null);
  }
  const onward = direction === "down" ? 1 : -1;
  if (from.index >= month.placed) {
    const index = from.index + onward;
    return index >= 0 && index < month.count
      ? { monthIndex: from.monthIndex, index }
      : enter(timeline, from, onward, null);
  }
  const row = rowOf(month, from.index);
  const boxes = placeInRow(month.ratios, month.rows, row, timeline.metrics);
  const centre = centreOf(boxes, from.index - (month.rows.starts[row] ?? 0));
  const next = row + onward;
  if (next >= 0 && next < rowCount(month.rows)) {
    return { monthIndex: from.monthIndex, index: nearestInRow(timeline, month, next, centre) };
  }
  if (onward === 1 && month.placed < month.count) return { monthIndex: from.monthIndex, index: month.placed };
  return enter(timeline, from, onward, centre);
}

function nearestInRow(timeline: TimelineLayout, month: MonthLayout, row: number, centre: number): number {
  const boxes = placeInRow(month.ratios, month.rows, row, timeline.metrics);
  let best = 0;
  boxes.forEach((_, i) => {
    if (Math.abs(centreOf(boxes, i) - centre) < Math.abs(centreOf(boxes, best) - centre)) best = i;
  });
  return (month.rows.starts[row] ?? 0) + best;
}

/** Into the month before or after; to the picture nearest to `centre`, or to its very first or last one. */
function enter(timeline: TimelineLayout, from: Place, onward: 1 | -1, centre: number | null): Place {
  const monthIndex = from.monthIndex + onward;
  const month = timeline.months[monthIndex];
  if (month === undefined || month.count === 0) return from;
  const last = rowCount(month.rows) - 1;
  if (centre !== null && last >= 0 && (onward === 1 || month.placed === month.count)) {
    return { monthIndex, index: nearestInRow(timeline, month, onward === 1 ? 0 : last, centre) };
  }
  return { monthIndex, index: onward === 1 ? 0 : month.count - 1 };
}
