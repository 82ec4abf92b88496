import { useQuery } from "@tanstack/react-query";
import { memo, useEffect, useState } from "react";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { findLoaded } from "../../api/loaded-pictures.ts";
import { layoutQuery } from "../../api/pictures.ts";
import { formatDay, formatMonth, formatShortDay } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { placeInRow, rowHeight } from "../../ui/pictures/justified-rows.ts";
import { useLoadedPictures } from "../../ui/pictures/use-pictures.ts";
import { PictureTile } from "./picture-tile.tsx";
import type { Choice } from "./selection.ts";
import type { MonthLayout, TimelineMetrics } from "./timeline-layout.ts";

// One month of the timeline: its heading, the rows near the screen, and what stands for those still to come.

interface MonthSectionProps {
  readonly layout: MonthLayout;
  readonly metrics: TimelineMetrics;
  /** Of the part that is drawn, in pixels of the timeline's canvas. */
  readonly top: number;
  /** The part of the month that is drawn, in pixels from its top. */
  readonly clipStart: number;
  readonly clipEnd: number;
  readonly firstRow: number;
  readonly endRow: number;
  readonly tailIsVisible: boolean;
  readonly chosen: ReadonlyMap<string, Choice>;
  /** The place in this month that takes the focus by Tab. */
  readonly tabStop: number | null;
  /** The picture at the top of the screen; null when the month begins below it. */
  readonly topIndex: number | null;
  /** Why the details of its pictures did not come. */
  readonly fault: Error | null;
  readonly retry: (month: string) => void;
}

/** A month that flies by is not asked for. Milliseconds. */
const PATIENCE = 100;

export const MonthSection = memo(function MonthSection(props: MonthSectionProps) {
  const { layout, metrics, clipStart } = props;
  const { gallery } = useWords();
  const { data, error, isFetching, refetch } = useLayout(layout.month);
  useLoadedPictures();
  const title = formatMonth(layout.month);
  const headingId = `month-${layout.month}`;
  const fault = error ?? props.fault;
  const tiles = [];
  for (let row = props.firstRow; row < props.endRow; row++) {
    const start = layout.rows.starts[row] ?? 0;
    const height = rowHeight(layout.rows, row, metrics);
    const top = metrics.heading + (layout.rows.tops[row] ?? 0) - clipStart;
    for (const [i, box] of placeInRow(layout.ratios, layout.rows, row, metrics).entries()) {
      const index = start + i;
      const id = data?.ids[index] ?? null;
      const image = id === null ? null : findLoaded(id);
      tiles.push(
        <PictureTile
          key={id ?? index}
          id={id}
          image={image}
          dayName={image ? "" : formatDay(timeOf(layout.month, data?.seconds[index] ?? 0))}
          month={layout.month}
          index={index}
          count={layout.count}
          left={box.left}
          top={top}
          width={box.width}
          height={height}
          isSelected={id !== null && props.chosen.has(id)}
          isTabStop={props.tabStop === index}
        />,
      );
    }
  }
  const topSeconds = props.topIndex === null ? undefined : data?.seconds[props.topIndex];
  return (
    <section
      aria-labelledby={headingId}
      aria-busy={isFetching}
      className="absolute inset-x-0"
      style={{ top: props.top, height: props.clipEnd - clipStart }}
    >
      <div
        className="sticky top-[calc(var(--top-bar)-1rem)] z-10 bg-ground/95 px-4 backdrop-blur-sm sm:px-0"
        style={{ height: metrics.heading }}
      >
        <div className="flex h-full items-end gap-3 pb-3">
          <h2 id={headingId} className="text-lg leading-none font-semibold tracking-tight sm:text-xl">
            {title}
          </h2>
          <span className="text-sm leading-none text-faint">
            {topSeconds === undefined
              ? gallery.pictures(layout.count)
              : formatShortDay(timeOf(layout.month, topSeconds))}
          </span>
        </div>
      </div>
      <ul aria-label={title}>{tiles}</ul>
      {props.tailIsVisible && (
        <Tail layout={layout} metrics={metrics} clipStart={clipStart} clipEnd={props.clipEnd} />
      )}
      {fault && (
        <MonthFault
          error={fault}
          title={gallery.monthFailed(title)}
          again={() => (error ? void refetch() : props.retry(layout.month))}
        />
      )}
    </section>
  );
});

/** Wall time from the seconds since a month began. */
function timeOf(month: string, seconds: number): string {
  return new Date(Date.parse(`${month}-01T00:00:00Z`) + seconds * 1000).toISOString().slice(0, 19);
}

function useLayout(month: string) {
  const [isPatient, setPatient] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  const query = useQuery({ ...layoutQuery(month), enabled: isPatient });
  const { isError, refetch } = query;
  useEffect(() => {
    if (!isError) return;
    return watchConnection(() => readConnection() === "online" && void refetch());
  }, [isError, refetch]);
  return query;
}

interface TailProps {
  readonly layout: MonthLayout;
  readonly metrics: TimelineMetrics;
  readonly clipStart: number;
  readonly clipEnd: number;
}

/** Quiet bars where rows will be; of the estimated height. */
function Tail({ layout, metrics, clipStart, clipEnd }: TailProps) {
  const top = Math.max(0, layout.tailTop - clipStart);
  const bottom = Math.min(clipEnd - clipStart, layout.tailTop + layout.tailHeight - clipStart);
  const row = metrics.rowHeight + metrics.gap;
  return (
    <div
      className="absolute inset-x-0 bg-sunken"
      style={{
        top,
        height: Math.max(0, bottom - top),
        maskImage: `repeating-linear-gradient(to bottom, black 0 ${metrics.rowHeight}px, transparent ${metrics.rowHeight}px ${row}px)`,
      }}
    />
  );
}

function MonthFault({ error, title, again }: { error: Error; title: string; again: () => void }) {
  const { shell } = useWords();
  const fault = faultWords(error);
  return (
    <div className="pointer-events-none sticky top-1/3 z-10 flex justify-center p-4">
      <div
        role="alert"
        className="pointer-events-auto max-w-sm rounded-xl border border-line bg-raised p-4 text-center shadow-float"
      >
        <p className="font-medium">{title}</p>
        <p className="mt-1 text-sm text-soft">
          {fault.title}. {fault.advice}
        </p>
        {fault.requestId !== null && (
          <p className="mt-1 font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
        )}
        <Button className="mt-3" onPress={again}>
          {shell.tryAgain}
        </Button>
      </div>
    </div>
  );
}
