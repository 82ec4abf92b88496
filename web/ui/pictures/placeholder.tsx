import { useEffect, useRef } from "react";
import { thumbHashToRGBA } from "thumbhash";
import { classes } from "../classes.ts";

/** Draws a ThumbHash; leaves the canvas blank when it is none. A canvas, because the policy forbids data: URLs. */
function draw(canvas: HTMLCanvasElement, thumbHash: string): void {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(thumbHash), (c) => c.charCodeAt(0)));
    canvas.width = w;
    canvas.height = h;
    canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  } catch {
    canvas.width = 1;
    canvas.height = 1;
  }
}

/** A blurred likeness that stands in for a picture until its bytes are there. */
export function Placeholder({ thumbHash, className }: { thumbHash: string; className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, thumbHash);
  }, [thumbHash]);
  return <canvas ref={canvas} aria-hidden="true" className={classes("block size-full", className)} />;
}
