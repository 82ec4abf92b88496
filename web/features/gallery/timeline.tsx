import { useNavigate, useParams } from "@tanstack/react-router";
import { type MouseEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { orderOfLoaded } from "../../api/loaded-pictures.ts";
import { useWords } from "../../copy/words.ts";
import { useMonthRatios } from "./month-ratios.ts";
import { MonthSection } from "./month-section.tsx";
import { extendSelected, NOTHING_SELECTED, toggleSelected } from "./selection.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { findVisible, type TimelineLayout, type VisibleMonth } from "./timeline-layout.ts";
import { createLayouter, metricsFor } from "./timeline-layouter.ts";
import { trashPictures } from "./trash-pictures.ts";
import { useTimelineFocus } from "./use-timeline-focus.ts";
import { useTimelineView } from "./use-timeline-view.ts";

// The timeline on the screen: only what is near is in the document.

/** Drawn beyond the screen on either side, in pixels. */
const MARGIN = 700;

/** Elements are placed from a base that moves in these steps: browsers place nothing beyond some ten million pixels. */
const BASE_STEP = 1_000_000;

/** The drawn part of a month is cut at multiples of this, so that scrolling seldom changes it. */
const CLIP_STEP = 50_000;

interface TimelineProps {
  readonly months: readonly { readonly month: string; readonly count: number }[];
}

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
    <div ref={container} className="mx-auto w-full sm:w-[calc(100%-3rem)]">
      {width > 0 && <Canvas layout={layout} container={container} />}
    </div>
  );
}

interface CanvasProps {
  readonly layout: TimelineLayout;
  readonly container: React.RefObject<HTMLDivElement | null>;
}

function Canvas({ layout: newest, container }: CanvasProps) {
  const { gallery } = useWords();
  const navigate = useNavigate();
  const { id: opened } = useParams({ strict: false });
  const { view, sendTo } = useTimelineView(newest, container);
  // While a new layout comes in there is one last drawing with the view of the old one: never mix the two.
  const { layout } = view;
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const clear = useCallback(() => setSelection(NOTHING_SELECTED), []);

  const from = view.spot - MARGIN;
  const to = view.spot + view.viewportHeight + MARGIN;
  const seen = findVisible(layout, from, to);
  const { area, tabStop, note, stay, focused, arrowed } = useTimelineFocus({
    view,
    seen,
    sendTo,
    opened: opened ?? null,
  });

  const trash = async (ids: readonly string[]) => {
    clear();
    await trashPictures(ids);
  };
  const choose = (id: string, isStretch: boolean) =>
    setSelection((before) =>
      isStretch
        ? extendSelected(before, id, orderOfLoaded(layout.months.map((one) => one.month)))
        : toggleSelected(before, id),
    );

  const clicked = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const box = target.closest<HTMLElement>("[data-select]")?.dataset["select"];
    if (box !== undefined) return choose(box, event.shiftKey);
    const link = target.closest<HTMLElement>("[data-picture]");
    const id = link?.dataset["picture"];
    if (id === undefined || event.button !== 0) return;
    event.preventDefault();
    if (link) note(link);
    if (event.shiftKey || event.ctrlKey || event.metaKey || selection.ids.size > 0)
      return choose(id, event.shiftKey);
    void navigate({ to: "/gallery/$id", params: { id }, state: { overTimeline: true }, resetScroll: false });
  };

  const typed = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") return clear();
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-picture]")?.dataset["picture"];
    if (event.key === " " && id !== undefined) {
      event.preventDefault();
      return choose(id, event.shiftKey);
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      const ids = selection.ids.size > 0 ? [...selection.ids] : id === undefined ? [] : [id];
      if (ids.length > 0) {
        event.preventDefault();
        stay();
        void trash(ids);
      }
      return;
    }
    arrowed(event);
  };

  const base = Math.floor(view.spot / BASE_STEP) * BASE_STEP;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Links and boxes inside are what is clicked; one listener hears them all. */}
      <section
        ref={area}
        aria-label={gallery.timeline}
        tabIndex={-1}
        inert={opened !== undefined}
        {...(selection.ids.size > 0 && { "data-selecting": "" })}
        className="relative outline-none [overflow-anchor:none]"
        style={{ height: view.range.documentHeight }}
        onClick={clicked}
        onKeyDown={typed}
        onFocus={focused}
      >
        <div className="absolute inset-x-0" style={{ top: base + view.scroll - view.spot, height: 0 }}>
          {seen.map((one) => (
            <MonthSection
              key={layout.months[one.monthIndex]!.month}
              {...clip(layout, one, from, to, base)}
              layout={layout.months[one.monthIndex]!}
              metrics={layout.metrics}
              firstRow={one.firstRow}
              endRow={one.endRow}
              tailIsVisible={one.tailIsVisible}
              selected={selection.ids}
              tabStop={tabStop?.monthIndex === one.monthIndex ? tabStop.index : null}
            />
          ))}
        </div>
      </section>
      {selection.ids.size > 0 && (
        <SelectionBar ids={[...selection.ids]} clear={clear} trash={() => void trash([...selection.ids])} />
      )}
    </>
  );
}

function clip(layout: TimelineLayout, seen: VisibleMonth, from: number, to: number, base: number) {
  const { height } = layout.months[seen.monthIndex]!;
  const clipStart = Math.max(0, Math.floor((from - seen.top) / CLIP_STEP) * CLIP_STEP);
  const clipEnd = Math.min(height, Math.ceil((to - seen.top) / CLIP_STEP) * CLIP_STEP);
  return { clipStart, clipEnd, top: seen.top + clipStart - base };
}
