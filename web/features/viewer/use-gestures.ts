import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { FITTED, type Point, panBy, type Size, swipeOf, toggleZoom, type Zoom, zoomAt } from "./zoom.ts";

// Fingers, mouse and wheel on the stage: pinch, pan, double tap, swipe. What they amount to is in zoom.ts.

interface Given {
  readonly stageRef: RefObject<HTMLElement | null>;
  readonly stage: Size;
  readonly fit: Size;
  readonly largest: number;
  readonly swiped: (to: "previous" | "next" | "close") => void;
}

const DOUBLE_TAP_MILLISECONDS = 300;

/** @returns the zoom, the drag of a fitted picture in pixels (null while none), and the stage's listeners */
export function useGestures({ stageRef, stage, fit, largest, swiped }: Given) {
  const [zoom, setZoom] = useState<Zoom>(FITTED);
  const [drag, setDrag] = useState<Point | null>(null);
  const pointers = useRef(new Map<number, Point>());
  const track = useRef({ by: { x: 0, y: 0 }, velocity: { x: 0, y: 0 }, at: 0, wasPinch: false });
  const tap = useRef({ at: 0, x: 0, y: 0 });
  const around = { fit, stage, largest };

  const fromMiddle = (event: { clientX: number; clientY: number }): Point => {
    const box = stageRef.current?.getBoundingClientRect();
    return {
      x: event.clientX - (box?.left ?? 0) - stage.width / 2,
      y: event.clientY - (box?.top ?? 0) - stage.height / 2,
    };
  };

  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  useEffect(() => {
    wheel.current = (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const by = Math.exp((-event.deltaY * lines) / (event.ctrlKey ? 100 : 400));
      setZoom((before) => zoomAt(before, before.scale * by, fromMiddle(event), around));
    };
  });
  useEffect(() => {
    const element = stageRef.current;
    // React listens passively, and then the page would zoom instead.
    const listener = (event: WheelEvent) => wheel.current(event);
    element?.addEventListener("wheel", listener, { passive: false });
    return () => element?.removeEventListener("wheel", listener);
  }, [stageRef]);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    if ((event.target as HTMLElement).closest("button, a")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, fromMiddle(event));
    const isPinch = pointers.current.size > 1;
    if (isPinch) setDrag(null);
    track.current = { by: { x: 0, y: 0 }, velocity: { x: 0, y: 0 }, at: event.timeStamp, wasPinch: isPinch };
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const now = fromMiddle(event);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    const by = { x: now.x - before.x, y: now.y - before.y };
    if (other !== undefined) {
      const ratio = distance(now, other) / Math.max(1, distance(before, other));
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      setZoom((old) =>
        panBy(zoomAt(old, old.scale * ratio, middle, around), { x: by.x / 2, y: by.y / 2 }, around),
      );
      return;
    }
    const elapsed = Math.max(1, event.timeStamp - track.current.at);
    const total = { x: track.current.by.x + by.x, y: track.current.by.y + by.y };
    track.current = {
      ...track.current,
      by: total,
      velocity: { x: by.x / elapsed, y: by.y / elapsed },
      at: event.timeStamp,
    };
    if (zoom.scale > 1.01) setZoom((old) => panBy(old, by, around));
    else if (!track.current.wasPinch && event.pointerType !== "mouse") {
      setDrag(
        Math.abs(total.x) >= Math.abs(total.y) ? { x: total.x, y: 0 } : { x: 0, y: Math.max(0, total.y) },
      );
    }
  };

  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const last = pointers.current.get(event.pointerId);
    pointers.current.delete(event.pointerId);
    if (last === undefined || pointers.current.size > 0) return;
    const { by, velocity, wasPinch } = track.current;
    setDrag(null);
    if (wasPinch) return;
    if (Math.hypot(by.x, by.y) < 8) return tapped(event, last);
    if (zoom.scale > 1.01 || event.pointerType === "mouse") return;
    const swipe = swipeOf(by, velocity, stage);
    if (swipe !== null) swiped(swipe);
  };

  const tapped = (event: PointerEvent, at: Point) => {
    const before = tap.current;
    tap.current = { at: event.timeStamp, ...at };
    if (event.timeStamp - before.at > DOUBLE_TAP_MILLISECONDS || distance(before, at) > 40) return;
    tap.current = { at: 0, x: 0, y: 0 };
    setZoom((old) => toggleZoom(old, at, around));
  };

  const onPointerCancel = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
    setDrag(null);
  };

  const reset = useCallback(() => setZoom(FITTED), []);
  return {
    zoom,
    drag,
    /** Zooms about the middle of the stage. */
    zoomBy: (factor: number) => setZoom((old) => zoomAt(old, old.scale * factor, { x: 0, y: 0 }, around)),
    reset,
    listeners: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel },
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
