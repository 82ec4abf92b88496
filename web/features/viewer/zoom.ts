// How far a picture is zoomed and moved, as numbers. A zoom of 1 fits the whole picture on the stage.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Zoom {
  readonly scale: number;
  /** How far the picture's middle lies from the stage's, in pixels. */
  readonly x: number;
  readonly y: number;
}

export const FITTED: Zoom = { scale: 1, x: 0, y: 0 };

/** The picture's size on the stage at a zoom of 1: whole, and never larger than its own pixels. */
export function fitOnStage(picture: Size, stage: Size): Size {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, 1);
  return { width: Math.max(1, picture.width * scale), height: Math.max(1, picture.height * scale) };
}

/** How far zooming in goes: to two screen pixels per pixel of the picture, and to four times at least. */
export function largestScale(picture: Size, fit: Size): number {
  return Math.max(4, (2 * picture.width) / fit.width);
}

/** Holds the picture so that no edge comes further in than need be. */
export function heldIn(zoom: Zoom, fit: Size, stage: Size): Zoom {
  const roomX = Math.max(0, (fit.width * zoom.scale - stage.width) / 2);
  const roomY = Math.max(0, (fit.height * zoom.scale - stage.height) / 2);
  return {
    scale: zoom.scale,
    x: Math.min(roomX, Math.max(-roomX, zoom.x)),
    y: Math.min(roomY, Math.max(-roomY, zoom.y)),
  };
}

interface Surroundings {
  readonly fit: Size;
  readonly stage: Size;
  readonly largest: number;
}

/**
 * Zooms so that what lies under a point stays under it.
 * @param at from the stage's middle, in pixels
 */
export function zoomAt(zoom: Zoom, scale: number, at: Point, around: Surroundings): Zoom {
  const held = Math.min(around.largest, Math.max(1, scale));
  const by = held / zoom.scale;
  return heldIn(
    { scale: held, x: at.x - (at.x - zoom.x) * by, y: at.y - (at.y - zoom.y) * by },
    around.fit,
    around.stage,
  );
}

/** What a drag by some pixels makes of it. */
export function panBy(zoom: Zoom, by: Point, around: Surroundings): Zoom {
  return heldIn({ scale: zoom.scale, x: zoom.x + by.x, y: zoom.y + by.y }, around.fit, around.stage);
}

/** A double tap goes in, and out again. */
export function toggleZoom(zoom: Zoom, at: Point, around: Surroundings): Zoom {
  return zoom.scale > 1.01 ? FITTED : zoomAt(zoom, 2.5, at, around);
}

/** What a finger meant by a drag over a picture that is not zoomed. Pixels, and pixels per millisecond. */
export function swipeOf(by: Point, velocity: Point, stage: Size): "previous" | "next" | "close" | null {
  if (Math.abs(by.x) >= Math.abs(by.y)) {
    const isFar = Math.abs(by.x) > stage.width / 4;
    const isFlick = Math.abs(velocity.x) > 0.4 && Math.abs(by.x) > 24 && velocity.x * by.x > 0;
    return isFar || isFlick ? (by.x < 0 ? "next" : "previous") : null;
  }
  return by.y > stage.height / 5 || (velocity.y > 0.6 && by.y > 40) ? "close" : null;
}

/**
 * Whether the `view` rendition is too coarse for the zoom.
 * @param pixelRatio screen pixels per pixel of the page
 */
export function needsOriginal(
  picture: Size,
  fit: Size,
  scale: number,
  pixelRatio: number,
  viewLimit: number,
): boolean {
  const viewScale = Math.min(1, viewLimit / Math.max(picture.width, picture.height));
  return viewScale < 1 && fit.width * scale * pixelRatio > picture.width * viewScale * 1.1;
}
