import { useInfiniteQuery } from "@tanstack/react-query";
import { memo, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { isComplete, loadedPictures } from "../../api/picture-pages.ts";
import { monthQuery } from "../../api/pictures.ts";
import { formatMonth } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { placeInRow, rowHeight } from "../../ui/pictures/justified-rows.ts";
import { noteRatios } from "./month-ratios.ts";
import { PictureTile } from "./picture-tile.tsx";
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
  readonly selected: ReadonlySet<string>;
  /** The place in this month that takes the focus by Tab. */
  readonly tabStop: number | null;
}

/** A month that flies by is not asked for. Milliseconds. */
const PATIENCE = 100;

export const MonthSection = memo(function MonthSection(props: MonthSectionProps) {
  const { layout, metrics, clipStart } = props;
  const { gallery } = useWords();
  const { images, error, retry, isLoading } = useMonthPictures(props);
  const title = formatMonth(layout.month);
  const headingId = `month-${layout.month}`;
  const tiles = [];
  for (let row = props.firstRow; row < props.endRow; row++) {
    const start = layout.rows.starts[row] ?? 0;
    const height = rowHeight(layout.rows, row, metrics);
    const top = metrics.heading + (layout.rows.tops[row] ?? 0) - clipStart;
    for (const [i, box] of placeInRow(layout.ratios, layout.rows, row, metrics).entries()) {
      const image = images[start + i];
      tiles.push(
        <PictureTile
          key={image?.id ?? start + i}
          image={image}
          month={layout.month}
          index={start + i}
          count={layout.count}
          left={box.left}
          top={top}
          width={box.width}
          height={height}
          isSelected={image !== undefined && props.selected.has(image.id)}
          isTabStop={props.tabStop === start + i}
        />,
      );
    }
  }
  return (
    <section
      aria-labelledby={headingId}
      aria-busy={isLoading}
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
          <span className="text-sm leading-none text-faint">{gallery.pictures(layout.count)}</span>
        </div>
      </div>
      <ul aria-label={title}>{tiles}</ul>
      {props.tailIsVisible && (
        <Tail layout={layout} metrics={metrics} clipStart={clipStart} clipEnd={props.clipEnd}>
          {error && <MonthFault error={error} title={gallery.monthFailed(title)} again={retry} />}
        </Tail>
      )}
    </section>
  );
});

function useMonthPictures({ layout, endRow, tailIsVisible }: MonthSectionProps) {
  const [isPatient, setPatient] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  const query = useInfiniteQuery({ ...monthQuery(layout.month), enabled: isPatient });
  const { data, hasNextPage, isFetching, isError, fetchNextPage, refetch } = query;
  const images = useMemo(() => (data ? loadedPictures(data.pages) : []), [data]);
  useLayoutEffect(() => {
    if (data) noteRatios(layout.month, images, isComplete(data.pages));
  }, [layout.month, images, data]);
  const isShort = tailIsVisible || images.length < (layout.rows.starts[endRow] ?? 0);
  useEffect(() => {
    if (isPatient && isShort && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isPatient, isShort, hasNextPage, isFetching, isError, fetchNextPage]);
  const retry = () => void (data ? fetchNextPage() : refetch());
  return { images, error: query.error, retry, isLoading: isFetching };
}

interface TailProps {
  readonly layout: MonthLayout;
  readonly metrics: TimelineMetrics;
  readonly clipStart: number;
  readonly clipEnd: number;
  readonly children: React.ReactNode;
}

/** Quiet bars where rows will be; of the estimated height. */
function Tail({ layout, metrics, clipStart, clipEnd, children }: TailProps) {
  const top = Math.max(0, layout.tailTop - clipStart);
  const bottom = Math.min(clipEnd - clipStart, layout.tailTop + layout.tailHeight - clipStart);
  const row = metrics.rowHeight + metrics.gap;
  return (
    <div
      className="timeline-tail absolute inset-x-0"
      style={{
        top,
        height: Math.max(0, bottom - top),
        backgroundImage: `repeating-linear-gradient(to bottom, var(--color-sunken) 0 ${metrics.rowHeight}px, transparent ${metrics.rowHeight}px ${row}px)`,
      }}
    >
      <div className="sticky top-1/3 flex justify-center p-4">{children}</div>
    </div>
  );
}

function MonthFault({ error, title, again }: { error: Error; title: string; again: () => void }) {
  const { shell } = useWords();
  const fault = faultWords(error);
  return (
    <div
      role="alert"
      className="max-w-sm rounded-xl border border-line bg-raised p-4 text-center shadow-float"
    >
      <p className="font-medium">{title}</p>
      <p className="mt-1 text-sm text-soft">
        {fault.title}. {fault.advice}
      </p>
      <Button className="mt-3" onPress={again}>
        {shell.tryAgain}
      </Button>
    </div>
  );
}
