import { heldIn, type Point, type Size, type Zoom } from "./zoom.ts";

/** The time in which a gliding picture loses most of its speed. Milliseconds. */
const DRAG = 280;

/** Slower than this it stands. Pixels per millisecond. */
const STANDSTILL = 0.02;

interface Bounds {
  readonly fit: Size;
  readonly stage: Size;
}

/**
 * Where a picture is that was let go of with some speed, a while later: it slows down, and never leaves its bounds.
 * @param velocity pixels per millisecond
 * @returns null once it stands, and for a speed that is none
 */
export function glideTo(from: Zoom, velocity: Point, elapsed: number, { fit, stage }: Bounds): Zoom | null {
  if (Math.hypot(velocity.x, velocity.y) * Math.exp(-elapsed / DRAG) < STANDSTILL) return null;
  const way = DRAG * (1 - Math.exp(-elapsed / DRAG));
  const to = { scale: from.scale, x: from.x + velocity.x * way, y: from.y + velocity.y * way };
  return heldIn(to, fit, stage);
}
