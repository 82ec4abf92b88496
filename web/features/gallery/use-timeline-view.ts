import type { HistoryState } from "@tanstack/react-router";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import { onPrivateDataDrop } from "../../api/query-client.ts";
import { anchorOfOrdinal, ordinalOf } from "./ordinal.ts";
import type { Anchor, TimelineLayout } from "./timeline-layout.ts";
import { nextView, openView, type TimelineView, whereabouts } from "./timeline-view.ts";
import { topOf, useStillTimeline } from "./use-still-timeline.ts";

// Ties the view of the timeline to the browser's scrollbar.

/** Scrolling rests after this many milliseconds without a move. */
const REST_MILLISECONDS = 160;

/** Where the person was when the timeline was left, for the way back. */
let left: Anchor | null = null;
onPrivateDataDrop(() => {
  left = null;
});

/** The same as a number alone, whose it is: for a person who comes back after a lock. */
let kept: { readonly accountId: string; readonly ordinal: number } | null = null;

declare module "@tanstack/history" {
  interface HistoryState {
    /** How many pictures are newer than where the timeline stands. */
    readonly timelineAt?: number;
  }
}

/** Where the timeline is to begin: where it was left, else where this entry of the history or its owner left it. */
function begin(layout: TimelineLayout, accountId: string): Anchor | null {
  if (left !== null) return left;
  const { timelineAt } = (window.history.state ?? {}) as HistoryState;
  const ordinal = timelineAt ?? (kept?.accountId === accountId ? kept.ordinal : undefined);
  return anchorOfOrdinal(layout.months, ordinal);
}

/** Keeps the place with the present entry of the history, past the router: it is no navigation. */
function keepPlace(view: TimelineView, accountId: string): void {
  const anchor = whereabouts(view);
  const ordinal = anchor === null ? 0 : ordinalOf(view.layout.months, anchor);
  kept = { accountId, ordinal };
  if (window.location.pathname !== "/gallery") return;
  const state = { ...(window.history.state as HistoryState), timelineAt: ordinal };
  History.prototype.replaceState.call(window.history, state, "");
}

/** Pixels per millisecond, of the latest scrolling; read by tiles that decide how long to wait. */
const speed = { scroll: 0, at: 0, pixelsPerMillisecond: 0 };

/** Whether pictures fly by too quickly to be worth asking for. */
export function isScrollingFast(): boolean {
  return speed.pixelsPerMillisecond > 2.5 && performance.now() - speed.at < 120;
}

function noteSpeed(scroll: number): void {
  const now = performance.now();
  const elapsed = Math.max(1, now - speed.at);
  speed.pixelsPerMillisecond = elapsed > 300 ? 0 : Math.abs(scroll - speed.scroll) / elapsed;
  speed.scroll = scroll;
  speed.at = now;
}

/**
 * The part of the timeline that is on the screen.
 * @returns the view, and a way to send it to a spot (in pixels of the timeline)
 */
export function useTimelineView(
  layout: TimelineLayout,
  container: RefObject<HTMLElement | null>,
  accountId: string,
): { view: TimelineView; sendTo: (spot: number) => void } {
  const [viewportHeight, setViewportHeight] = useState(() => window.innerHeight);
  const [view, dispatch] = useReducer(nextView, null, () =>
    openView(layout, viewportHeight, begin(layout, accountId)),
  );
  if (view.layout !== layout || view.viewportHeight !== viewportHeight) {
    dispatch({ kind: "laid-out", layout, viewportHeight });
  }

  const latest = useRef(view);
  useStillTimeline(container, latest);
  useLayoutEffect(() => {
    latest.current = view;
    if (!view.mustScroll || container.current === null) return;
    const top = topOf(container.current);
    window.scrollTo(0, top + view.scroll);
    dispatch({ kind: "set", scroll: window.scrollY - top });
  }, [view, container]);

  useEffect(() => {
    let rest: ReturnType<typeof setTimeout> | undefined;
    let touches = 0;
    const settle = () => {
      clearTimeout(rest);
      rest = setTimeout(() => {
        keepPlace(latest.current, accountId);
        if (touches === 0) dispatch({ kind: "rested" });
      }, REST_MILLISECONDS);
    };
    const scrolled = () => {
      if (container.current === null) return;
      const scroll = window.scrollY - topOf(container.current);
      noteSpeed(scroll);
      dispatch({ kind: "scrolled", scroll });
      settle();
    };
    const touched = (event: TouchEvent) => {
      touches = event.touches.length;
      settle();
    };
    // At the very top the bar is above the timeline.
    if (container.current !== null)
      dispatch({ kind: "scrolled", scroll: window.scrollY - topOf(container.current) });
    const resized = () => setViewportHeight(window.innerHeight);
    window.addEventListener("scroll", scrolled, { passive: true });
    window.addEventListener("resize", resized);
    for (const kind of ["touchstart", "touchend", "touchcancel"] as const) {
      window.addEventListener(kind, touched, { passive: true });
    }
    return () => {
      left = whereabouts(latest.current);
      keepPlace(latest.current, accountId);
      clearTimeout(rest);
      window.removeEventListener("scroll", scrolled);
      window.removeEventListener("resize", resized);
      for (const kind of ["touchstart", "touchend", "touchcancel"] as const) {
        window.removeEventListener(kind, touched);
      }
    };
  }, [container, accountId]);

  // The estimate above was corrected without moving the scrollbar: put it right once nothing moves.
  useEffect(() => {
    const rest = setTimeout(() => {
      if (performance.now() - speed.at > REST_MILLISECONDS) dispatch({ kind: "rested" });
    }, REST_MILLISECONDS * 2);
    return () => clearTimeout(rest);
  }, [layout]);

  const sendTo = useCallback((spot: number) => dispatch({ kind: "sent", spot }), []);
  return { view, sendTo };
}
