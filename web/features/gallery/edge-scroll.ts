/** Within this distance of the screen's edge a drag scrolls, in pixels. */
const EDGE = 72;
const FASTEST = 28;

/**
 * How far one frame scrolls while something is dragged at `y`: faster the nearer to the edge.
 * @param top where the free part of the screen begins, below the bars; `bottom` where it ends
 * @returns pixels, negative for upward, 0 away from the edges
 */
export function edgeScroll(y: number, top: number, bottom: number): number {
  const above = top + EDGE - y;
  const below = y - (bottom - EDGE);
  const depth = Math.min(1, Math.max(above, below, 0) / EDGE);
  return Math.round(depth * depth * FASTEST) * (above > below ? -1 : 1) + 0;
}
