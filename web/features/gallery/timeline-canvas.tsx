import { useNavigate, useParams } from "@tanstack/react-router";
import { type KeyboardEvent, lazy, type MouseEvent, Suspense, useEffect, useMemo } from "react";
import type { Stretch } from "../../api/picture-loader.ts";
import { layoutQuery } from "../../api/pictures.ts";
import { queryClient } from "../../api/query-client.ts";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { useCarry } from "../../ui/pictures/use-carry.ts";
import { usePictureLoader } from "../../ui/pictures/use-pictures.ts";
import { useSelectionKeys } from "../../ui/pictures/use-selection-keys.ts";
import { choiceAt } from "./choices.ts";
import { DateScrubber } from "./date-scrubber.tsx";
import type { Rectangle } from "./layout-stretches.ts";
import { MonthSection } from "./month-section.tsx";
import { blockAt } from "./prefix-sums.ts";
import type { Choice } from "./selection.ts";
import { findVisible, type TimelineLayout, type VisibleMonth } from "./timeline-layout.ts";
import type { TimelineView } from "./timeline-view.ts";
import { trashPictures } from "./trash-pictures.ts";
import { useDragSelection } from "./use-drag-selection.ts";
import { useSelection } from "./use-selection.ts";
import { readPlace, useTimelineFocus } from "./use-timeline-focus.ts";
import { isScrollingFast, useTimelineView } from "./use-timeline-view.ts";

// The timeline on the screen: only what is near is in the document.

// Nobody needs it before something is chosen.
const SelectionBar = lazy(() =>
  import("./selection-bar.tsx").then((module) => ({ default: module.SelectionBar })),
);

/** Drawn beyond the screen on either side, in pixels. */
const MARGIN = 700;

/** Months whose layouts are asked for ahead: those within so many screens. */
const SCREENS_AHEAD = 3;

/** Elements are placed from a base that moves in these steps: browsers place nothing beyond some ten million pixels. */
const BASE_STEP = 1_000_000;

/** The drawn part of a month is cut at multiples of this, so that scrolling seldom changes it. */
const CLIP_STEP = 50_000;

/** What covers the upper end of the screen: the bar and a month's heading, in pixels. */
const COVERED = 100;

/** While pictures fly by, only what one stops at is asked for. Milliseconds. */
const patience = () => (isScrollingFast() ? 150 : 0);

interface CanvasProps {
  readonly layout: TimelineLayout;
  readonly container: React.RefObject<HTMLDivElement | null>;
}

export function TimelineCanvas({ layout: newest, container }: CanvasProps) {
  const { gallery } = useWords();
  const { account } = useSignedIn();
  const navigate = useNavigate();
  const { id: opened = null } = useParams({ strict: false });
  const { view, sendTo } = useTimelineView(newest, container, account.id);
  // While a new layout comes in there is one last drawing with the view of the old one: never mix the two.
  const { layout } = view;
  const selecting = useSelection(layout);
  const { chosen } = selecting.selection;

  const from = view.spot - MARGIN;
  const to = view.spot + view.viewportHeight + MARGIN;
  const seen = findVisible(layout, from, to);
  const loader = usePictureLoader(useStretches(view), patience);
  useLayoutsAhead(view);
  const { area, tabStop, note, stay, focused, moved } = useTimelineFocus({ view, seen, sendTo, opened });
  useCarry({
    area,
    isChosen: (id) => chosen.has(id),
    chosen: () => ({ imageIds: [...chosen.keys()], done: selecting.clear }),
  });
  const { rectangle, endsDrag } = useDragSelection({ area, view, selecting, sendTo });

  const trash = (choices: readonly Choice[]) => {
    stay(choices.length);
    selecting.clear();
    void trashPictures(choices);
  };
  useSelectionKeys(selecting, opened !== null);

  const clicked = (event: MouseEvent<HTMLElement>) => {
    if (endsDrag()) return event.preventDefault();
    const target = event.target as HTMLElement;
    const box = target.closest<HTMLElement>("[data-select]");
    const link = box ?? target.closest<HTMLElement>("[data-picture]");
    const place = readPlace(view, link?.closest("li")?.querySelector("[data-place]") ?? null);
    if (link === null || place === null || event.button !== 0) return;
    if (box === null) event.preventDefault();
    note(link);
    if (event.shiftKey) return selecting.extendTo(place);
    if (box !== null || event.ctrlKey || event.metaKey || chosen.size > 0) return selecting.toggle(place);
    const id = link.dataset["picture"] ?? "";
    void navigate({ to: "/gallery/$id", params: { id }, state: { overTimeline: true }, resetScroll: false });
  };

  const typed = (event: KeyboardEvent<HTMLElement>) => {
    const place = readPlace(view, (event.target as HTMLElement).closest("[data-place]"));
    if (event.key === " " && place !== null) {
      event.preventDefault();
      return event.shiftKey ? selecting.extendTo(place) : selecting.toggle(place);
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      const choice = place === null ? null : choiceAt(layout, place);
      const choices = chosen.size > 0 ? [...chosen.values()] : choice === null ? [] : [choice];
      if (choices.length > 0) {
        event.preventDefault();
        trash(choices);
      }
      return;
    }
    const way = moved(event);
    if (way === null || !event.shiftKey) return;
    if (selecting.selection.from === null) selecting.begin(way.from, true);
    selecting.extendTo(way.to);
  };

  const base = Math.floor(view.spot / BASE_STEP) * BASE_STEP;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Links and boxes inside are what is clicked; one listener hears them all. */}
      <section
        ref={area}
        aria-label={gallery.timeline}
        tabIndex={-1}
        inert={opened !== null}
        {...(chosen.size > 0 && { "data-selecting": "" })}
        className="relative outline-none select-none [overflow-anchor:none]"
        style={{ height: view.range.documentHeight }}
        onClick={clicked}
        onKeyDown={typed}
        onFocus={focused}
      >
        <div className="absolute inset-x-0" style={{ top: base + view.scroll - view.spot, height: 0 }}>
          {seen.map((one) => {
            const { month } = layout.months[one.monthIndex]!;
            return (
              <MonthSection
                key={month}
                {...clip(layout, one, from, to, base)}
                layout={layout.months[one.monthIndex]!}
                metrics={layout.metrics}
                firstRow={one.firstRow}
                endRow={one.endRow}
                tailIsVisible={one.tailIsVisible}
                chosen={chosen}
                tabStop={tabStop?.monthIndex === one.monthIndex ? tabStop.index : null}
                topIndex={topIndexOf(layout, one, view.spot)}
                fault={loader.faultOf(month)}
                retry={loader.retry}
              />
            );
          })}
          {rectangle !== null && <Drawn rectangle={rectangle} base={base} />}
        </div>
      </section>
      <DateScrubber view={view} sendTo={sendTo} isHidden={opened !== null} />
      {(chosen.size > 0 || selecting.gathering !== null) && opened === null && (
        <Suspense fallback={null}>
          <SelectionBar selecting={selecting} trash={trash} />
        </Suspense>
      )}
    </>
  );
}

/** The pictures on the screen first, then those beyond it. */
function useStretches(view: TimelineView): Stretch[] {
  const { layout, spot, viewportHeight } = view;
  return useMemo(() => {
    const within = (from: number, to: number): Stretch[] =>
      findVisible(layout, from, to).flatMap(({ monthIndex, firstRow, endRow }) => {
        const { month, rows } = layout.months[monthIndex]!;
        return endRow > firstRow
          ? { month, from: rows.starts[firstRow] ?? 0, to: rows.starts[endRow] ?? 0 }
          : [];
      });
    return [...within(spot, spot + viewportHeight), ...within(spot - MARGIN, spot + viewportHeight + MARGIN)];
  }, [layout, spot, viewportHeight]);
}

/** Asks for the layouts of the months that come next, whichever way somebody scrolls, once they slow down. */
function useLayoutsAhead(view: TimelineView): void {
  const { layout, spot, viewportHeight } = view;
  useEffect(() => {
    const timer = setTimeout(() => {
      const ahead = viewportHeight * SCREENS_AHEAD;
      for (const { monthIndex } of findVisible(layout, spot - ahead, spot + viewportHeight + ahead)) {
        void queryClient.prefetchQuery(layoutQuery(layout.months[monthIndex]!.month));
      }
    }, patience() + 50);
    return () => clearTimeout(timer);
  }, [layout, spot, viewportHeight]);
}

/** The first picture below what covers the screen; null until the month's heading has come to rest under the bar. */
function topIndexOf(layout: TimelineLayout, seen: VisibleMonth, spot: number): number | null {
  const { rows, tailTop } = layout.months[seen.monthIndex]!;
  const within = spot + COVERED - seen.top - layout.metrics.heading;
  if (spot <= seen.top || within >= tailTop || rows.starts.length < 2) return null;
  return rows.starts[blockAt(rows.tops, within)] ?? null;
}

/** The rectangle that a mouse draws. */
function Drawn({ rectangle, base }: { readonly rectangle: Rectangle; readonly base: number }) {
  const { left, right, top, bottom } = rectangle;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-20 rounded-sm border border-accent bg-accent/20"
      style={{ left, top: top - base, width: right - left, height: bottom - top }}
    />
  );
}

function clip(layout: TimelineLayout, seen: VisibleMonth, from: number, to: number, base: number) {
  const { height } = layout.months[seen.monthIndex]!;
  const clipStart = Math.max(0, Math.floor((from - seen.top) / CLIP_STEP) * CLIP_STEP);
  const clipEnd = Math.min(height, Math.ceil((to - seen.top) / CLIP_STEP) * CLIP_STEP);
  return { clipStart, clipEnd, top: seen.top + clipStart - base };
}
