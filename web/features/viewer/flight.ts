import type { Size } from "./zoom.ts";

// The way between a tile of the timeline and the picture on the stage, as keyframes for the browser.

export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/** Milliseconds. */
export const FLIGHT_MILLISECONDS = 240;

/**
 * How the picture has to be moved, scaled and clipped to lie exactly over a tile, which shows its middle part:
 * the proportions stay, whatever the tile's are.
 */
export function overTile(picture: Rect, tile: Rect): { transform: string; clipPath: string } {
  const scale = Math.max(tile.width / picture.width, tile.height / picture.height);
  const x = tile.left + tile.width / 2 - (picture.left + picture.width / 2);
  const y = tile.top + tile.height / 2 - (picture.top + picture.height / 2);
  const hiddenX = Math.max(0, (picture.width - tile.width / scale) / 2);
  const hiddenY = Math.max(0, (picture.height - tile.height / scale) / 2);
  return {
    transform: `translate(${rounded(x)}px, ${rounded(y)}px) scale(${rounded(scale)})`,
    clipPath: `inset(${rounded(hiddenY)}px ${rounded(hiddenX)}px)`,
  };
}

/** The picture where it is. */
export const AT_REST = { transform: "translate(0px, 0px) scale(1)", clipPath: "inset(0px 0px)" };

/** Whether any of a tile is on the screen. */
export function isInSight(tile: Rect, screen: Size): boolean {
  return (
    tile.width > 0 &&
    tile.height > 0 &&
    tile.top < screen.height &&
    tile.top + tile.height > 0 &&
    tile.left < screen.width &&
    tile.left + tile.width > 0
  );
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
