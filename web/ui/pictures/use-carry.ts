import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { type Carried, carryPictures, type Spot } from "../album-carry.ts";

/** A mouse that moves less has clicked. Pixels. */
const STILL = 7;

interface Given {
  readonly area: RefObject<HTMLElement | null>;
  readonly isChosen: (id: string) => boolean;
  /** What is picked up with one of the chosen. */
  readonly chosen: () => Carried;
}

/** Picks the chosen pictures up when one of them is dragged by mouse. Their tiles say which they are: `data-picture`. */
export function useCarry(given: Given): void {
  const latest = useRef(given);
  // At once, not when there is time for it: the next event may come before.
  useLayoutEffect(() => {
    latest.current = given;
  });
  const { area } = given;

  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    let start: Spot | null = null;
    const down = (event: PointerEvent) => {
      start = null;
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      const id = pictureUnder(event);
      if (id !== null && latest.current.isChosen(id)) start = { x: event.clientX, y: event.clientY };
    };
    const move = (event: PointerEvent) => {
      if (start === null || Math.hypot(event.clientX - start.x, event.clientY - start.y) < STILL) return;
      start = null;
      carryPictures(latest.current.chosen(), { x: event.clientX, y: event.clientY });
    };
    const up = () => {
      start = null;
    };
    element.addEventListener("pointerdown", down);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    return () => {
      element.removeEventListener("pointerdown", down);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
    };
  }, [area]);
}

/** The picture whose tile an event happened on. */
export function pictureUnder({ target }: Event): string | null {
  return target instanceof Element
    ? (target.closest("[data-picture]")?.getAttribute("data-picture") ?? null)
    : null;
}
