import { type RefObject, useEffect, useMemo, useState } from "react";
import type { Image } from "#contract/images.ts";
import { layOutRows, placeInRow, rowCount, rowHeight, shownRatio } from "./justified-rows.ts";

// Pictures in justified rows, of which only those near the screen are drawn.

export interface PlacedPicture {
  readonly image: Image;
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface RowsInView {
  readonly height: number;
  readonly placed: readonly PlacedPicture[];
  /** The end of what is loaded is near: more should come. */
  readonly isNearEnd: boolean;
}

const GAP = 4;
/** How far beyond the screen rows are drawn, in screens. */
const MARGIN = 1;
const NARROW = 640;

const targetHeight = (width: number) => (width < NARROW ? 120 : 220);

/** Lays `images` out below the top of `area`, and gives those that are near the screen. */
export function useRows(area: RefObject<HTMLElement | null>, images: readonly Image[]): RowsInView {
  const width = useWidth(area);
  const view = useView(area);
  const ratios = useMemo(() => Float32Array.from(images, shownRatio), [images]);
  const metrics = useMemo(() => ({ width, rowHeight: targetHeight(width), gap: GAP }), [width]);
  const rows = useMemo(() => layOutRows(ratios, metrics, true), [ratios, metrics]);
  return useMemo(() => {
    if (width === 0) return { height: 0, placed: [], isNearEnd: false };
    const height = rows.tops[rowCount(rows)] ?? 0;
    const [from, to] = [view.top - view.height * MARGIN, view.top + view.height * (1 + MARGIN)];
    const placed: PlacedPicture[] = [];
    for (let row = firstRow(rows.tops, from); row < rowCount(rows); row += 1) {
      const top = rows.tops[row] ?? 0;
      if (top > to) break;
      const start = rows.starts[row] ?? 0;
      placeInRow(ratios, rows, row, metrics).forEach((box, at) => {
        const image = images[start + at];
        if (image === undefined) return;
        placed.push({ ...box, image, index: start + at, top, height: rowHeight(rows, row, metrics) });
      });
    }
    return { height, placed, isNearEnd: height < to };
  }, [images, ratios, metrics, rows, view, width]);
}

/** The last row that begins at or above the place. */
function firstRow(tops: Float64Array, place: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((tops[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function useWidth(area: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [area]);
  return width;
}

/** What of the area is on the screen, in steps, so that not every pixel of scrolling draws anew. */
function useView(area: RefObject<HTMLElement | null>): { readonly top: number; readonly height: number } {
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const box = area.current?.getBoundingClientRect();
      if (box === undefined) return;
      const height = window.innerHeight;
      const step = height / 4;
      const top = Math.floor(-box.top / step) * step;
      setView((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    const changed = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    addEventListener("scroll", changed, { passive: true });
    addEventListener("resize", changed);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", changed);
      removeEventListener("resize", changed);
    };
  }, [area]);
  return view;
}
