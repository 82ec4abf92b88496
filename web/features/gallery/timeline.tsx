import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useMonthRatios } from "./month-ratios.ts";
import { TimelineCanvas } from "./timeline-canvas.tsx";
import { createLayouter, metricsFor } from "./timeline-layouter.ts";

interface TimelineProps {
  readonly months: readonly { readonly month: string; readonly count: number }[];
}

/** All pictures by month, laid out for the width there is. */
export function Timeline({ months }: TimelineProps) {
  const container = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const [layOut] = useState(createLayouter);
  const known = useMonthRatios();
  const metrics = useMemo(() => metricsFor(width), [width]);
  const layout = useMemo(() => layOut(months, known, metrics), [layOut, months, known, metrics]);
  return (
    <div
      ref={container}
      className="w-full pr-[env(safe-area-inset-right)] pl-[env(safe-area-inset-left)] sm:w-auto sm:px-0 sm:mr-18 sm:ml-6"
    >
      {width > 0 && <TimelineCanvas layout={layout} container={container} />}
    </div>
  );
}
