// Packs pictures into rows of one width and nearly one height, from their ratios alone.
// Numbers only, in typed arrays: a month may hold hundreds of thousands of pictures.

export interface RowMetrics {
  /** Pixels. */
  readonly width: number;
  /** The height that rows come close to, in pixels. */
  readonly rowHeight: number;
  /** Between pictures and between rows, in pixels. */
  readonly gap: number;
}

export interface Rows {
  /** Row i holds the pictures from starts[i] up to, not including, starts[i + 1]. */
  readonly starts: Uint32Array;
  /** Row i begins at tops[i]; a gap before tops[i + 1] belongs to it. */
  readonly tops: Float64Array;
}

/** Pictures beyond these ratios are cropped in the timeline: a strip would make its row unreadably low. */
const FLATTEST = 3.2;
const TALLEST = 0.5;

/** How far above its proper height a last row may be stretched to fill the width. */
const LAST_ROW_STRETCH = 1.2;

/** The ratio that a picture of this ratio of width to height is shown at. */
export function croppedRatio(ratio: number): number {
  return Math.min(FLATTEST, Math.max(TALLEST, ratio));
}

/** The ratio of width to height that a picture is shown at, after its quarter turns. */
export function shownRatio(picture: { width: number; height: number; rotation: number }): number {
  const { width, height, rotation } = picture;
  const upright = width > 0 && height > 0 ? width / height : 1;
  return croppedRatio(rotation % 180 === 0 ? upright : 1 / upright);
}

function fullWidthHeight(metrics: RowMetrics, sum: number, count: number): number {
  return (metrics.width - metrics.gap * (count - 1)) / sum;
}

/**
 * Breaks pictures into rows.
 * @param ratios width ÷ height of each picture.
 * @param finished false when more pictures are to come: a row that is not full is then left out.
 */
export function layOutRows(ratios: ArrayLike<number>, metrics: RowMetrics, finished: boolean): Rows {
  const starts: number[] = [0];
  const tops: number[] = [0];
  let top = 0;
  let start = 0;
  let sum = 0;
  const close = (end: number, height: number) => {
    top += Math.max(1, Math.round(height)) + metrics.gap;
    starts.push(end);
    tops.push(top);
    start = end;
    sum = 0;
  };
  for (let i = 0; i < ratios.length; i++) {
    const ratio = ratios[i] ?? 1;
    const height = fullWidthHeight(metrics, sum + ratio, i + 1 - start);
    if (height > metrics.rowHeight) {
      sum += ratio;
      continue;
    }
    const without = i > start ? fullWidthHeight(metrics, sum, i - start) : Number.POSITIVE_INFINITY;
    if (without - metrics.rowHeight < metrics.rowHeight - height) {
      close(i, without);
      i--;
    } else {
      close(i + 1, height);
    }
  }
  if (finished && start < ratios.length) {
    const natural = fullWidthHeight(metrics, sum, ratios.length - start);
    close(ratios.length, natural <= metrics.rowHeight * LAST_ROW_STRETCH ? natural : metrics.rowHeight);
  }
  return { starts: Uint32Array.from(starts), tops: Float64Array.from(tops) };
}

export function rowCount(rows: Rows): number {
  return rows.starts.length - 1;
}

export interface Box {
  readonly left: number;
  readonly width: number;
}

/**
 * Where each picture of one row stands: whole pixels, and a full row ends exactly at the width.
 * @returns one box per picture of the row, in order.
 */
export function placeInRow(ratios: ArrayLike<number>, rows: Rows, row: number, metrics: RowMetrics): Box[] {
  const start = rows.starts[row] ?? 0;
  const end = rows.starts[row + 1] ?? start;
  const height = rowHeight(rows, row, metrics);
  let sum = 0;
  for (let i = start; i < end; i++) sum += ratios[i] ?? 1;
  const gaps = metrics.gap * (end - start - 1);
  const natural = sum * height + gaps;
  const isFull = natural > metrics.width - Math.max(2, sum);
  const stretch = isFull ? (metrics.width - gaps) / (sum * height) : 1;
  const boxes: Box[] = [];
  let left = 0;
  for (let i = start; i < end; i++) {
    const right = left + (ratios[i] ?? 1) * height * stretch;
    boxes.push({ left: Math.round(left), width: Math.round(right) - Math.round(left) });
    left = right + metrics.gap;
  }
  return boxes;
}

/** Pixels, without the gap below. */
export function rowHeight(rows: Rows, row: number, metrics: RowMetrics): number {
  return (rows.tops[row + 1] ?? 0) - (rows.tops[row] ?? 0) - metrics.gap;
}
