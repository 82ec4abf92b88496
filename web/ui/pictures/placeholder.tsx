import { useEffect, useRef } from "react";
import { thumbHashToRGBA } from "thumbhash";
import { onPrivateDataDrop } from "../../api/query-client.ts";
import { classes } from "../classes.ts";
import { whenIdle } from "./idle-work.ts";

/** Likenesses drawn lately, some three kilobytes each: the way back shows the same ones. */
const MOST_KEPT = 300;
const kept = new Map<string, ImageData>();
onPrivateDataDrop(() => kept.clear());

/** Of a ThumbHash; a clear pixel when it is none. */
function likeness(thumbHash: string): ImageData {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(thumbHash), (c) => c.charCodeAt(0)));
    return new ImageData(new Uint8ClampedArray(rgba), w, h);
  } catch {
    return new ImageData(1, 1);
  }
}

function keep(thumbHash: string): ImageData {
  const image = likeness(thumbHash);
  kept.set(thumbHash, image);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return image;
}

/** A canvas, because the policy forbids data: URLs. */
function draw(canvas: HTMLCanvasElement, image: ImageData): void {
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** A blurred likeness that stands in for a picture until its bytes are there. */
export function Placeholder({ thumbHash, className }: { thumbHash: string; className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const known = kept.get(thumbHash);
    if (known !== undefined) return draw(element, known);
    // Decoding takes longer than a frame can spare for a row of them.
    return whenIdle(() => draw(element, keep(thumbHash)));
  }, [thumbHash]);
  return <canvas ref={canvas} aria-hidden="true" className={classes("block size-full", className)} />;
}
