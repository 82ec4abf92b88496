// The course of a slideshow: which pictures follow is the timeline's business, when they do is told here.

export type Slideshow = "off" | "running" | "paused";

/** How long each picture stays. Seconds. */
export const SLIDESHOW_SECONDS = [3, 5, 10, 20] as const;

export type SlideshowSeconds = (typeof SLIDESHOW_SECONDS)[number];

export interface SlideshowView {
  readonly show: Slideshow;
  /** The picture is there to be looked at. */
  readonly isReady: boolean;
  /** Whether another one follows; null while that is not known. */
  readonly hasNext: boolean | null;
}

/**
 * What a running slideshow waits for: `time` to pass, something to `load`, or `nothing`, because it stands still or
 * is over. A picture's time begins when it can be seen.
 */
export function waitOf({ show, isReady, hasNext }: SlideshowView): "time" | "load" | "nothing" {
  if (show !== "running") return "nothing";
  return isReady && hasNext !== null ? "time" : "load";
}

/** Space and the button: begins, halts and goes on. */
export function toggled(show: Slideshow): Slideshow {
  return show === "running" ? "paused" : "running";
}
