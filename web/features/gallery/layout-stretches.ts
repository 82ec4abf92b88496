import { type Box, placeInRow, rowHeight } from "../../ui/pictures/justified-rows.ts";
import { findVisible, type Place, type TimelineLayout } from "./timeline-layout.ts";

// Which pictures lie between two of them, inside a rectangle, or under a point: as stretches of months.

/** Pictures of one month, from index `from` up to, not including, `to`. */
export interface MonthStretch {
  readonly monthIndex: number;
  readonly from: number;
  readonly to: number;
}

/** Everything between two pictures, both included, in the order of the timeline. */
export function stretchesBetween(timeline: TimelineLayout, a: Place, b: Place): MonthStretch[] {
  const isInOrder = a.monthIndex < b.monthIndex || (a.monthIndex === b.monthIndex && a.index <= b.index);
  const [first, last] = isInOrder ? [a, b] : [b, a];
  const stretches: MonthStretch[] = [];
  for (let monthIndex = first.monthIndex; monthIndex <= last.monthIndex; monthIndex++) {
    const count = timeline.months[monthIndex]?.count ?? 0;
    stretches.push({
      monthIndex,
      from: monthIndex === first.monthIndex ? first.index : 0,
      to: monthIndex === last.monthIndex ? last.index + 1 : count,
    });
  }
  return stretches;
}

/** In pixels of the timeline. */
export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The pictures that a rectangle touches, as far as rows are known. */
export function stretchesInside(timeline: TimelineLayout, rectangle: Rectangle): MonthStretch[] {
  const { metrics } = timeline;
  const stretches: MonthStretch[] = [];
  for (const seen of findVisible(timeline, rectangle.top, rectangle.bottom)) {
    const { rows, ratios } = timeline.months[seen.monthIndex]!;
    for (let row = seen.firstRow; row < seen.endRow; row++) {
      const top = seen.top + metrics.heading + (rows.tops[row] ?? 0);
      if (top > rectangle.bottom || top + rowHeight(rows, row, metrics) < rectangle.top) continue;
      const start = rows.starts[row] ?? 0;
      const boxes = placeInRow(ratios, rows, row, metrics);
      const isTouched = ({ left, width }: Box) => left <= rectangle.right && left + width >= rectangle.left;
      const from = boxes.findIndex(isTouched);
      if (from < 0) continue;
      const to = boxes.findLastIndex(isTouched) + 1;
      stretches.push({ monthIndex: seen.monthIndex, from: start + from, to: start + to });
    }
  }
  return stretches;
}
