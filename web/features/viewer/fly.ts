import { AT_REST, FLIGHT_MILLISECONDS, isInSight, overTile } from "./flight.ts";
import { prefersReducedMotion } from "./reduced-motion.ts";
import { copyPicture, findTile } from "./tile-of.ts";

// The picture comes out of its tile, and goes back into it.

const EASING = "cubic-bezier(0.2, 0.7, 0.2, 1)";

/** The timeline brings the tile into sight first; after so many drawings it is not waited for any more. */
const PATIENCE_FRAMES = 30;

const screenSize = () => ({ width: window.innerWidth, height: window.innerHeight });

/** Lets a picture on the stage come out of its tile. Nothing happens without one, or where motion is unwelcome. */
export function flyIn(box: HTMLElement, id: string): void {
  const tile = findTile(id)?.getBoundingClientRect();
  if (tile === undefined || prefersReducedMotion() || !isInSight(tile, screenSize())) return;
  box.animate([overTile(box.getBoundingClientRect(), tile), AT_REST], {
    duration: FLIGHT_MILLISECONDS,
    easing: EASING,
  });
}

/**
 * Leaves a likeness of the picture on the screen that flies to its tile once the viewer is gone. Call it just
 * before closing.
 * @param box what holds the picture on the stage
 */
export function flyOut(box: HTMLElement, id: string, rotation: number): void {
  if (prefersReducedMotion()) return;
  const imgs = [...box.querySelectorAll("img")].filter((img) => img.complete && img.naturalWidth > 0);
  const img = imgs.at(-1);
  if (img === undefined) return;
  const from = box.getBoundingClientRect();
  const ghost = document.createElement("div");
  ghost.setAttribute("aria-hidden", "true");
  ghost.inert = true;
  Object.assign(ghost.style, {
    position: "fixed",
    zIndex: "44",
    left: `${from.left}px`,
    top: `${from.top}px`,
    width: `${from.width}px`,
    height: `${from.height}px`,
    pointerEvents: "none",
    overflow: "hidden",
  });
  const canvas = document.createElement("canvas");
  copyPicture(img, canvas, 1024);
  const isTurned = rotation % 180 !== 0;
  Object.assign(canvas.style, {
    position: "absolute",
    left: "50%",
    top: "50%",
    width: `${isTurned ? from.height : from.width}px`,
    height: `${isTurned ? from.width : from.height}px`,
    maxWidth: "none",
    transform: `translate(-50%, -50%) rotate(${rotation}deg)`,
  });
  ghost.append(canvas);
  document.body.append(ghost);

  let patience = PATIENCE_FRAMES;
  let seenAt = Number.NaN;
  const look = () => {
    const tile = findTile(id)?.getBoundingClientRect();
    // In sight, and standing still: the timeline has scrolled to it.
    if (tile !== undefined && isInSight(tile, screenSize()) && tile.top === seenAt) return land(tile);
    seenAt = tile?.top ?? Number.NaN;
    patience -= 1;
    if (patience > 0) requestAnimationFrame(look);
    else land(null);
  };
  const land = (tile: DOMRect | null) => {
    const end = tile === null ? { opacity: 0 } : overTile(from, tile);
    const start = tile === null ? { opacity: 1 } : AT_REST;
    const flight = ghost.animate([start, end], {
      duration: FLIGHT_MILLISECONDS,
      easing: EASING,
      fill: "forwards",
    });
    flight.finished.then(
      () => ghost.remove(),
      () => ghost.remove(),
    );
  };
  requestAnimationFrame(look);
}
