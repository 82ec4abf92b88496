import { useEffect, useState } from "react";
import { type Pace, type PaceSample, paceOf, withSample } from "./upload-pace.ts";
import { summarize } from "./upload-summary.ts";
import { uploads } from "./uploads.ts";

const EVERY_MILLISECONDS = 1000;

/** How fast files leave at the moment; null while they do not, or that is not known yet. */
export function usePace(isMoving: boolean): Pace | null {
  const [pace, setPace] = useState<Pace | null>(null);
  useEffect(() => {
    if (!isMoving) return;
    let samples: readonly PaceSample[] = [];
    const look = () => {
      const { bytes, sentBytes } = summarize(uploads.snapshot());
      samples = withSample(samples, { at: performance.now(), sentBytes });
      setPace(paceOf(samples, bytes - sentBytes));
    };
    const timer = setInterval(look, EVERY_MILLISECONDS);
    return () => {
      clearInterval(timer);
      setPace(null);
    };
  }, [isMoving]);
  return pace;
}
