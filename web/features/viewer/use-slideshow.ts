import { useEffect, useRef, useState } from "react";
import { type Slideshow, type SlideshowSeconds, toggled, waitOf } from "./slideshow.ts";

interface Given {
  /** The picture that is shown; each has its own time. */
  readonly subject: string;
  readonly isReady: boolean;
  readonly hasNext: boolean | null;
  readonly next: () => void;
}

export interface SlideshowControl {
  readonly show: Slideshow;
  /** The picture's time runs now. */
  readonly isCounting: boolean;
  readonly seconds: SlideshowSeconds;
  readonly setSeconds: (seconds: SlideshowSeconds) => void;
  readonly toggle: () => void;
  readonly stop: () => void;
}

/** One picture after another, until the last or until the person stops it. */
export function useSlideshow({ subject, isReady, hasNext, next }: Given): SlideshowControl {
  const [show, setShow] = useState<Slideshow>("off");
  const [seconds, setSeconds] = useState<SlideshowSeconds>(5);
  const isCounting = waitOf({ show, isReady, hasNext }) === "time";
  const latest = useRef({ next, hasNext });
  useEffect(() => {
    latest.current = { next, hasNext };
  });
  useEffect(() => {
    if (!isCounting || subject === "") return;
    const timer = setTimeout(() => {
      if (latest.current.hasNext === true) latest.current.next();
      else setShow("off");
    }, seconds * 1000);
    return () => clearTimeout(timer);
  }, [isCounting, seconds, subject]);
  return {
    show,
    isCounting,
    seconds,
    setSeconds,
    toggle: () => setShow(toggled),
    stop: () => setShow("off"),
  };
}
