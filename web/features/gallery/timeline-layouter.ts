import {
  layOutMonth,
  type MonthLayout,
  stackMonths,
  type TimelineLayout,
  type TimelineMetrics,
} from "./timeline-layout.ts";

/** Sizes for a timeline of this width, in pixels: smaller pictures on a phone. */
export function metricsFor(width: number): TimelineMetrics {
  if (width < 640) return { width, rowHeight: 116, gap: 3, heading: 52, monthGap: 16 };
  if (width < 1100) return { width, rowHeight: 184, gap: 4, heading: 60, monthGap: 24 };
  return { width, rowHeight: 224, gap: 5, heading: 64, monthGap: 28 };
}

const NOTHING_KNOWN = new Float32Array(0);

type Layouter = (
  months: readonly { readonly month: string; readonly count: number }[],
  known: ReadonlyMap<string, Float32Array>,
  metrics: TimelineMetrics,
) => TimelineLayout;

/** A layouter that remembers: of a hundred months only those that changed are laid out again. */
export function createLayouter(): Layouter {
  let before = new Map<string, { from: Float32Array | undefined; layout: MonthLayout }>();
  let usedMetrics: TimelineMetrics | null = null;
  return (months, known, metrics) => {
    const after: typeof before = new Map();
    for (const { month, count } of months) {
      const from = known.get(month);
      const actual = from?.length ?? count;
      const last = usedMetrics === metrics ? before.get(month) : undefined;
      const layout =
        last !== undefined && last.from === from && last.layout.count === actual
          ? last.layout
          : layOutMonth({ month, count: actual, ratios: from ?? NOTHING_KNOWN }, metrics);
      after.set(month, { from, layout });
    }
    before = after;
    usedMetrics = metrics;
    return stackMonths(
      Array.from(after.values(), ({ layout }) => layout),
      metrics,
    );
  };
}
