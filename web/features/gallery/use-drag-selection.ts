import { type RefObject, useEffect, useRef, useState } from "react";
import { pictureUnder } from "../../ui/pictures/use-carry.ts";
import { edgeScroll } from "./edge-scroll.ts";
import { type Rectangle, stretchesBetween, stretchesInside } from "./layout-stretches.ts";
import type { Place } from "./timeline-layout.ts";
import type { TimelineView } from "./timeline-view.ts";
import type { Selecting } from "./use-selection.ts";

// Choosing by dragging: a mouse draws a rectangle, a finger is held down and then moved over the pictures. Near the
// edges of the screen the timeline scrolls along.

/** A mouse that moves less has clicked; a finger that moves more wants to scroll. Pixels. */
const STILL = 7;
/** How long a finger is held down before it chooses, in milliseconds. */
const HOLD = 450;
/** What the bars cover, in pixels. */
const BARS = 60;

/** In pixels of the timeline, across from its left edge. */
interface Point {
  readonly x: number;
  readonly y: number;
}

interface Drag {
  readonly kind: "mouse" | "touch";
  readonly pointerId: number;
  readonly start: Point;
  /** Where the pointer is on the screen. */
  client: Point;
  readonly isAdding: boolean;
  isActive: boolean;
  /** Under the finger when it had been held down. */
  from: Place | null;
  hold: ReturnType<typeof setTimeout> | undefined;
}

interface Given {
  readonly area: RefObject<HTMLElement | null>;
  readonly view: TimelineView;
  readonly selecting: Selecting;
  readonly sendTo: (spot: number) => void;
}

/** @returns the rectangle being drawn, in pixels of the timeline; and whether a click is the end of a drag */
export function useDragSelection(given: Given): { rectangle: Rectangle | null; endsDrag: () => boolean } {
  const latest = useRef(given);
  useEffect(() => {
    latest.current = given;
  });
  const [rectangle, setRectangle] = useState<Rectangle | null>(null);
  const endedAt = useRef(Number.NEGATIVE_INFINITY);
  const { area } = given;

  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    let drag: Drag | null = null;
    let frame = 0;

    const pointAt = ({ x, y }: Point): Point => {
      const { left, top } = element.getBoundingClientRect();
      const { spot, scroll } = latest.current.view;
      return { x: x - left, y: y - top - scroll + spot };
    };
    const placeAt = ({ x, y }: Point): Place | null => {
      const { layout } = latest.current.view;
      const [found] = stretchesInside(layout, { left: x, right: x, top: y, bottom: y });
      return found === undefined ? null : { monthIndex: found.monthIndex, index: found.from };
    };

    const isChosen = (event: PointerEvent): boolean => {
      const id = pictureUnder(event);
      return id !== null && latest.current.selecting.selection.chosen.has(id);
    };

    const choose = () => {
      if (!drag?.isActive) return;
      const { view, selecting } = latest.current;
      const now = pointAt(drag.client);
      if (drag.kind === "touch") {
        const place = placeAt(now);
        if (place !== null && drag.from !== null)
          selecting.stretch(stretchesBetween(view.layout, drag.from, place));
        return;
      }
      const drawn = {
        left: Math.min(drag.start.x, now.x),
        right: Math.max(drag.start.x, now.x),
        top: Math.min(drag.start.y, now.y),
        bottom: Math.max(drag.start.y, now.y),
      };
      setRectangle(drawn);
      selecting.stretch(stretchesInside(view.layout, drawn));
    };

    const scrollAlong = () => {
      if (!drag?.isActive) return;
      const { view, sendTo } = latest.current;
      const by = edgeScroll(drag.client.y, BARS, view.viewportHeight);
      if (by !== 0) {
        sendTo(view.spot + by);
        choose();
      }
      frame = requestAnimationFrame(scrollAlong);
    };

    const activate = () => {
      if (drag === null) return;
      drag.isActive = true;
      latest.current.selecting.begin(drag.from, drag.isAdding);
      choose();
      frame = requestAnimationFrame(scrollAlong);
    };

    const end = () => {
      if (drag === null) return;
      clearTimeout(drag.hold);
      cancelAnimationFrame(frame);
      if (drag.isActive) endedAt.current = performance.now();
      drag = null;
      setRectangle(null);
    };

    const down = (event: PointerEvent) => {
      end();
      if (event.button !== 0 || !event.isPrimary || event.pointerType === "pen") return;
      const client = { x: event.clientX, y: event.clientY };
      const kind = event.pointerType === "mouse" ? "mouse" : "touch";
      // What is chosen already is carried away instead.
      if (kind === "mouse" && isChosen(event)) return;
      drag = {
        kind,
        pointerId: event.pointerId,
        start: pointAt(client),
        client,
        isAdding: kind === "touch" || event.shiftKey || event.ctrlKey || event.metaKey,
        isActive: false,
        from: null,
        hold: undefined,
      };
      if (kind === "mouse") return;
      const held = drag;
      held.hold = setTimeout(() => {
        held.from = placeAt(held.start);
        if (held.from !== null) activate();
      }, HOLD);
    };

    const move = (event: PointerEvent) => {
      if (drag?.pointerId !== event.pointerId) return;
      drag.client = { x: event.clientX, y: event.clientY };
      if (drag.isActive) return choose();
      const now = pointAt(drag.client);
      if (Math.hypot(now.x - drag.start.x, now.y - drag.start.y) < STILL) return;
      if (drag.kind === "touch") return end();
      element.setPointerCapture(event.pointerId);
      activate();
    };

    // A finger that has begun to choose must not scroll as well, nor open the menu of a link.
    const touchMoved = (event: TouchEvent) => {
      if (drag?.isActive && event.cancelable) event.preventDefault();
    };
    const menu = (event: Event) => {
      if (drag?.kind === "touch") event.preventDefault();
    };

    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
    element.addEventListener("touchmove", touchMoved, { passive: false });
    element.addEventListener("contextmenu", menu);
    return () => {
      end();
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", end);
      element.removeEventListener("pointercancel", end);
      element.removeEventListener("touchmove", touchMoved);
      element.removeEventListener("contextmenu", menu);
    };
  }, [area]);

  return { rectangle, endsDrag: () => performance.now() - endedAt.current < 50 };
}
