import { useQuery } from "@tanstack/react-query";
import {
  type FocusEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { findLoaded } from "../../api/loaded-pictures.ts";
import { imageQuery, layoutQuery, monthOf } from "../../api/pictures.ts";
import { useLoadedPictures } from "../../ui/pictures/use-pictures.ts";
import { placeOfPicture } from "./choices.ts";
import { type Direction, locate, type Place, step, type VisibleMonth } from "./timeline-layout.ts";
import type { TimelineView } from "./timeline-view.ts";

// Which picture has the focus, though only those near the screen exist: arrow keys lead from one to the next,
// loading what is not there yet, and the focus comes back to the picture that was looked at.

const KEYS: Partial<Record<string, Direction>> = {
  Home: "first",
  End: "last",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Kept free above (bar and heading) and below a picture that is brought into sight, in pixels. */
const ABOVE = 130;
const BELOW = 90;

interface Given {
  readonly view: TimelineView;
  readonly seen: readonly VisibleMonth[];
  readonly sendTo: (spot: number) => void;
  /** The picture in the viewer. */
  readonly opened: string | null;
}

/** The place of the picture that an element stands for. */
export function readPlace(view: TimelineView, element: Element | null): Place | null {
  const [month, index] = (element?.getAttribute("data-place") ?? "").split(":");
  const monthIndex = view.layout.months.findIndex((one) => one.month === month);
  return monthIndex < 0 ? null : { monthIndex, index: Number(index) };
}

export function useTimelineFocus({ view, seen, sendTo, opened }: Given) {
  const area = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<Place | null>(null);
  const wanted = useRef<Place | null>(null);
  const hadFocus = useRef(false);

  const reveal = (place: Place) => {
    const { top, height } = locate(view.layout, place);
    if (top < view.spot + ABOVE) sendTo(top - ABOVE);
    else if (top + height > view.spot + view.viewportHeight - BELOW)
      sendTo(top + height - view.viewportHeight + BELOW);
  };
  const want = (place: Place) => {
    wanted.current = place;
    setCurrent(place);
    reveal(place);
  };

  // After each drawing: give the focus to the picture that is to have it, as soon as it exists.
  useLayoutEffect(() => {
    const place = wanted.current;
    if (place !== null) {
      const month = view.layout.months[place.monthIndex]?.month;
      const tile = area.current?.querySelector<HTMLElement>(
        `[data-place="${CSS.escape(`${month}:${place.index}`)}"]`,
      );
      if (tile) {
        wanted.current = null;
        tile.focus({ preventScroll: true });
        reveal(place);
      }
    }
    // A focused picture that scrolled away takes the focus with it: keep it here, so that arrow keys go on.
    if (hadFocus.current && document.activeElement === document.body && opened === null) {
      area.current?.focus({ preventScroll: true });
    }
  });

  // Under the viewer the timeline follows, and back from it the focus goes to the picture that was looked at last.
  const [looked, setLooked] = useState(opened);
  if (opened !== null && opened !== looked) setLooked(opened);
  const shown = useShownPlace(view, looked);
  const returns = useRef(false);
  const followed = useRef<string | null>(null);
  const clicked = useRef<string | null>(null);
  const before = useRef<Place | null>(null);
  useEffect(() => {
    const isPlaced = shown !== null && shown.index < (view.layout.months[shown.monthIndex]?.placed ?? 0);
    if (opened === null) {
      followed.current = null;
      if (!returns.current) return;
      if (before.current !== null) want(before.current);
      // Left before its month was laid out: it has the focus once it stands there, unless the person went on meanwhile.
      else if (!isPlaced) return;
      else if (document.activeElement === document.body) want(shown);
      before.current = null;
      returns.current = false;
      return;
    }
    returns.current = true;
    before.current = shown ?? before.current;
    if (!isPlaced || followed.current === opened) return;
    followed.current = opened;
    // Where it was clicked on it stands already, and it is to grow from there.
    if (clicked.current !== opened) reveal(shown);
    clicked.current = null;
  });

  return {
    area,
    tabStop: tabStopOf(view, seen, current),
    /** A picture is about to be opened from where it stands. */
    note: (element: Element) => {
      setCurrent(readPlace(view, element));
      clicked.current = element.getAttribute("data-picture");
    },
    /** What has the focus is about to go, one of so many; its place takes the focus over. */
    stay: (going: number) => {
      const place = readPlace(view, document.activeElement) ?? current;
      if (place === null) return;
      const { count } = view.layout.months[place.monthIndex] ?? { count: 0 };
      wanted.current = { ...place, index: Math.max(0, Math.min(place.index, count - 1 - going)) };
    },
    focused: (event: FocusEvent) => {
      hadFocus.current = true;
      const place = readPlace(view, event.target);
      if (place !== null) setCurrent(place);
    },
    /** Leads the focus on. @returns where from and where to; null for another key */
    moved: (event: KeyboardEvent): { from: Place; to: Place } | null => {
      const direction = KEYS[event.key];
      const from = readPlace(view, event.target as Element) ?? current ?? tabStopOf(view, seen, null);
      if (direction === undefined || from === null || event.ctrlKey || event.metaKey || event.altKey)
        return null;
      event.preventDefault();
      const to = step(view.layout, from, direction);
      want(to);
      return { from, to };
    },
  };
}

/** Where the picture that is or was in the viewer stands, once its month's layout is there. */
function useShownPlace({ layout }: TimelineView, looked: string | null): Place | null {
  useLoadedPictures();
  const { data } = useQuery({ ...imageQuery(looked ?? ""), enabled: false });
  const image = looked === null ? null : (findLoaded(looked) ?? data ?? null);
  const month = image === null ? null : monthOf(image);
  const { data: laidOut } = useQuery({ ...layoutQuery(month ?? ""), enabled: month !== null });
  return useMemo(
    () =>
      looked === null || month === null || laidOut === undefined
        ? null
        : placeOfPicture(layout, { id: looked, month }),
    [layout, looked, month, laidOut],
  );
}

/** The picture that Tab leads to: the one that had the focus, if it is drawn, else the first whole one in sight. */
function tabStopOf(view: TimelineView, seen: readonly VisibleMonth[], current: Place | null): Place | null {
  let first: Place | null = null;
  for (const one of seen) {
    const { rows } = view.layout.months[one.monthIndex]!;
    const start = rows.starts[one.firstRow] ?? 0;
    const end = rows.starts[one.endRow] ?? 0;
    if (current?.monthIndex === one.monthIndex && current.index >= start && current.index < end)
      return current;
    for (let row = one.firstRow; first === null && row < one.endRow; row++) {
      const top = one.top + view.layout.metrics.heading + (rows.tops[row] ?? 0);
      if (top >= view.spot) first = { monthIndex: one.monthIndex, index: rows.starts[row] ?? 0 };
    }
  }
  return first;
}
