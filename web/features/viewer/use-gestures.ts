import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Act, advance, NO_GESTURE } from "./gestures.ts";
import { glideTo } from "./glide.ts";
import { prefersReducedMotion } from "./reduced-motion.ts";
import { FITTED, heldIn, type Point, panBy, type Size, toggleZoom, type Zoom, zoomAt } from "./zoom.ts";

// Ties the state machine of gestures.ts, and the wheel, to the stage: how far the picture is zoomed and dragged.

interface Given {
  readonly stageRef: RefObject<HTMLElement | null>;
  readonly stage: Size;
  readonly fit: Size;
  readonly largest: number;
  /** Another picture, or another shape of it: everything begins anew. */
  readonly subject: string;
  readonly swiped: (to: "previous" | "next" | "close") => void;
}

export interface Gestures {
  readonly zoom: Zoom;
  /** The zoom goes to its new value in a moment, instead of following a finger. */
  readonly isEased: boolean;
  /** How far a fitted picture has been dragged, in pixels; null while it is not. */
  readonly drag: Point | null;
  /** Zooms about the middle of the stage. */
  readonly zoomBy: (factor: number) => void;
  readonly panBy: (by: Point) => void;
  readonly reset: () => void;
  readonly listeners: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  };
}

export function useGestures({ stageRef, stage, fit, largest, subject, swiped }: Given): Gestures {
  const [shown, setShown] = useState({ subject, zoom: FITTED, isEased: false });
  const [drag, setDrag] = useState<Point | null>(null);
  const gesture = useRef(NO_GESTURE);
  const frame = useRef(0);
  const around = { fit, stage, largest };
  const isSame = shown.subject === subject;
  const zoom = isSame ? heldIn(shown.zoom, fit, stage) : FITTED;
  const isEased = isSame && shown.isEased;

  // Several events may come before the next drawing: each goes on from the one before.
  const latest = useRef(zoom);
  useLayoutEffect(() => {
    latest.current = zoom;
  });
  useEffect(() => () => cancelAnimationFrame(frame.current), [subject]);
  const put = (next: Zoom, eased: boolean) => {
    cancelAnimationFrame(frame.current);
    latest.current = next;
    setShown({ subject, zoom: next, isEased: eased });
  };

  const glide = (velocity: Point) => {
    if (prefersReducedMotion()) return;
    const from = latest.current;
    let start: number | null = null;
    const step = (now: number) => {
      start ??= now;
      const next = glideTo(from, velocity, now - start, around);
      if (next === null) return;
      put(next, false);
      frame.current = requestAnimationFrame(step);
    };
    frame.current = requestAnimationFrame(step);
  };

  const perform = (act: Act) => {
    switch (act.kind) {
      case "pan":
        return put(panBy(latest.current, act.by, around), false);
      case "pinch": {
        const zoomed = zoomAt(latest.current, latest.current.scale * act.ratio, act.middle, around);
        return put(panBy(zoomed, act.by, around), false);
      }
      case "drag":
        return setDrag(act.by);
      case "drop":
        // The drag stays for a picture that closes: it goes on from where it was let go of.
        if (act.swipe !== "close") setDrag(null);
        if (act.swipe !== null) swiped(act.swipe);
        return;
      case "glide":
        return glide(act.velocity);
      case "double-tap":
        return put(toggleZoom(latest.current, act.at, around), true);
    }
  };

  const fromMiddle = (event: { clientX: number; clientY: number }): Point => {
    const box = stageRef.current?.getBoundingClientRect();
    return {
      x: event.clientX - (box?.left ?? 0) - stage.width / 2,
      y: event.clientY - (box?.top ?? 0) - stage.height / 2,
    };
  };
  const feed = (kind: "down" | "move" | "up" | "cancel", event: PointerEvent<HTMLElement>) => {
    const isMouse = event.pointerType === "mouse";
    const { state, acts } = advance(
      gesture.current,
      { kind, pointer: event.pointerId, at: fromMiddle(event), time: event.timeStamp, isMouse },
      { isZoomed: latest.current.scale > 1.01, stage },
    );
    gesture.current = state;
    for (const act of acts) perform(act);
  };

  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  useEffect(() => {
    wheel.current = (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const by = Math.exp((-event.deltaY * lines) / (event.ctrlKey ? 100 : 400));
      put(zoomAt(latest.current, latest.current.scale * by, fromMiddle(event), around), false);
    };
  });
  useEffect(() => {
    const element = stageRef.current;
    // React listens passively, and then the page would zoom instead.
    const listener = (event: WheelEvent) => wheel.current(event);
    element?.addEventListener("wheel", listener, { passive: false });
    return () => element?.removeEventListener("wheel", listener);
  }, [stageRef]);

  return {
    zoom,
    isEased,
    drag,
    zoomBy: (factor) =>
      put(zoomAt(latest.current, latest.current.scale * factor, { x: 0, y: 0 }, around), true),
    panBy: (by) => put(panBy(latest.current, by, around), true),
    reset: () => put(FITTED, true),
    listeners: {
      onPointerDown: (event) => {
        if (event.pointerType === "mouse" && event.button !== 0) return;
        if ((event.target as HTMLElement).closest("button, a")) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        // A hand on a gliding picture stops it.
        cancelAnimationFrame(frame.current);
        feed("down", event);
      },
      onPointerMove: (event) => feed("move", event),
      onPointerUp: (event) => feed("up", event),
      onPointerCancel: (event) => feed("cancel", event),
    },
  };
}
