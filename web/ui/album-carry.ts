import type { Chosen } from "./album-intake.ts";

// Chosen pictures under way by mouse: pages where pictures are chosen pick them up here, and the shelf of albums,
// which lives on every page, follows the mouse and takes them.

/** Where the mouse is, in pixels of the screen. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Carried extends Chosen {
  /** The album that they are carried out of, where they are shown as its pictures. */
  readonly fromAlbum?: string;
}

type Carrier = (carried: Carried, from: Spot) => void;

let carrier: Carrier | null = null;
/** Picked up before there was anybody to carry it, and not let go yet. */
let waiting: { readonly carried: Carried; readonly from: Spot } | null = null;

/** Registers who carries. Returns the way to take it back. */
export function offerCarrying(by: Carrier): () => void {
  carrier = by;
  if (waiting !== null) by(waiting.carried, waiting.from);
  waiting = null;
  return () => {
    if (carrier === by) carrier = null;
  };
}

/** Picks pictures up; what becomes of them is seen when the mouse is let go. */
export function carryPictures(carried: Carried, from: Spot): void {
  if (carrier !== null) return carrier(carried, from);
  waiting = { carried, from };
  const letGo = () => {
    waiting = null;
  };
  window.addEventListener("pointerup", letGo, { once: true });
}
