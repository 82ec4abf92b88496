import { type Point, type Size, swipeOf } from "./zoom.ts";

// What fingers and mouse do on the stage, as a state machine without a screen: each pointer event leads to the next
// state and to what follows from it. The numbers of zooming are in zoom.ts.

/** Moving less than this is a tap. Pixels. */
const SLOP = 8;
const DOUBLE_TAP_MILLISECONDS = 300;
const DOUBLE_TAP_PIXELS = 40;

/** A pointer's speed is measured over its last moves. Milliseconds. */
const SPEED_WINDOW = 100;

export interface PointerInput {
  readonly kind: "down" | "move" | "up" | "cancel";
  readonly pointer: number;
  /** From the stage's middle, in pixels. */
  readonly at: Point;
  /** Milliseconds. */
  readonly time: number;
  readonly isMouse: boolean;
}

export interface GestureContext {
  /** A zoomed picture is panned, a fitted one is swiped. */
  readonly isZoomed: boolean;
  readonly stage: Size;
}

export type Act =
  | { readonly kind: "pan"; readonly by: Point }
  | { readonly kind: "pinch"; readonly ratio: number; readonly middle: Point; readonly by: Point }
  /** The picture follows the finger, along one axis. */
  | { readonly kind: "drag"; readonly by: Point }
  /** The finger let go of a dragged picture; null: it goes back to its place. */
  | { readonly kind: "drop"; readonly swipe: "previous" | "next" | "close" | null }
  /** A panned picture was let go of. Pixels per millisecond. */
  | { readonly kind: "glide"; readonly velocity: Point }
  | { readonly kind: "double-tap"; readonly at: Point };

type Mode = "idle" | "press" | "pan" | "swipe-x" | "swipe-y" | "pinch" | "spent";

interface Sample {
  readonly at: Point;
  readonly time: number;
}

export interface GestureState {
  readonly mode: Mode;
  readonly pointers: ReadonlyMap<number, Point>;
  readonly start: Point;
  readonly samples: readonly Sample[];
  readonly lastTap: Sample | null;
}

export const NO_GESTURE: GestureState = {
  mode: "idle",
  pointers: new Map(),
  start: { x: 0, y: 0 },
  samples: [],
  lastTap: null,
};

export interface Advance {
  readonly state: GestureState;
  readonly acts: readonly Act[];
}

/** The state after one more pointer event, and what is to be done. */
export function advance(state: GestureState, input: PointerInput, context: GestureContext): Advance {
  if (input.kind === "down") return pressed(state, input);
  if (!state.pointers.has(input.pointer)) return { state, acts: [] };
  if (input.kind === "move") return moved(state, input, context);
  return released(state, input, context);
}

function pressed(state: GestureState, { pointer, at, time }: PointerInput): Advance {
  const pointers = new Map(state.pointers).set(pointer, at);
  const acts: Act[] = isSwipe(state.mode) ? [{ kind: "drop", swipe: null }] : [];
  if (pointers.size === 1) {
    return { state: { ...state, mode: "press", pointers, start: at, samples: [{ at, time }] }, acts };
  }
  // A third finger adds nothing to a pinch.
  return { state: { ...state, mode: "pinch", pointers, samples: [] }, acts };
}

function moved(state: GestureState, input: PointerInput, { isZoomed }: GestureContext): Advance {
  const { pointer, at, time, isMouse } = input;
  const before = state.pointers.get(pointer) ?? at;
  const pointers = new Map(state.pointers).set(pointer, at);
  if (state.mode === "pinch") {
    const other = [...pointers].find(([id]) => id !== pointer)?.[1];
    if (other === undefined) return { state: { ...state, pointers }, acts: [] };
    const act: Act = {
      kind: "pinch",
      ratio: distance(at, other) / Math.max(1, distance(before, other)),
      middle: { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 },
      by: { x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 },
    };
    return { state: { ...state, pointers }, acts: [act] };
  }
  const recent = state.samples.filter((sample) => time - sample.time <= SPEED_WINDOW);
  const next = { ...state, pointers, samples: [...recent, { at, time }] };
  const by = { x: at.x - state.start.x, y: at.y - state.start.y };
  if (state.mode === "press" && distance(at, state.start) >= SLOP) {
    if (isZoomed) return { state: { ...next, mode: "pan" }, acts: [{ kind: "pan", by }] };
    // A mouse has arrows and keys for turning; only fingers swipe.
    if (isMouse) return { state: { ...next, mode: "spent" }, acts: [] };
    const mode = Math.abs(by.x) >= Math.abs(by.y) ? "swipe-x" : "swipe-y";
    return { state: { ...next, mode }, acts: [{ kind: "drag", by: along(mode, by) }] };
  }
  if (state.mode === "pan") {
    return { state: next, acts: [{ kind: "pan", by: { x: at.x - before.x, y: at.y - before.y } }] };
  }
  if (isSwipe(state.mode)) return { state: next, acts: [{ kind: "drag", by: along(state.mode, by) }] };
  return { state: next, acts: [] };
}

function released(state: GestureState, input: PointerInput, context: GestureContext): Advance {
  const pointers = new Map(state.pointers);
  pointers.delete(input.pointer);
  if (state.mode === "pinch") {
    // The finger that stays on neither pans nor swipes: it is about to leave as well.
    const mode: Mode = pointers.size === 0 ? "idle" : pointers.size === 1 ? "spent" : "pinch";
    return { state: { ...state, mode, pointers }, acts: [] };
  }
  const idle: GestureState = {
    ...state,
    mode: pointers.size === 0 ? "idle" : "spent",
    pointers,
    samples: [],
  };
  if (input.kind === "cancel") {
    return { state: idle, acts: isSwipe(state.mode) ? [{ kind: "drop", swipe: null }] : [] };
  }
  const velocity = velocityOf(state.samples, input);
  if (state.mode === "pan") return { state: idle, acts: [{ kind: "glide", velocity }] };
  if (isSwipe(state.mode)) {
    const by = along(state.mode, { x: input.at.x - state.start.x, y: input.at.y - state.start.y });
    return {
      state: idle,
      acts: [{ kind: "drop", swipe: swipeOf(by, along(state.mode, velocity), context.stage) }],
    };
  }
  if (state.mode !== "press") return { state: idle, acts: [] };
  const { lastTap } = state;
  const isSecond =
    lastTap !== null &&
    input.time - lastTap.time <= DOUBLE_TAP_MILLISECONDS &&
    distance(lastTap.at, input.at) <= DOUBLE_TAP_PIXELS;
  if (isSecond) return { state: { ...idle, lastTap: null }, acts: [{ kind: "double-tap", at: input.at }] };
  return { state: { ...idle, lastTap: { at: input.at, time: input.time } }, acts: [] };
}

function isSwipe(mode: Mode): mode is "swipe-x" | "swipe-y" {
  return mode === "swipe-x" || mode === "swipe-y";
}

/** Up is no direction: only down closes. */
function along(mode: "swipe-x" | "swipe-y", { x, y }: Point): Point {
  return mode === "swipe-x" ? { x, y: 0 } : { x: 0, y: Math.max(0, y) };
}

/** Pixels per millisecond; nothing for a finger that rested before it left. */
function velocityOf(samples: readonly Sample[], { at, time }: PointerInput): Point {
  const first = samples.find((sample) => time - sample.time <= SPEED_WINDOW);
  if (first === undefined || time - first.time < 1) return { x: 0, y: 0 };
  return { x: (at.x - first.at.x) / (time - first.time), y: (at.y - first.at.y) / (time - first.time) };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
