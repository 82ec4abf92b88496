import { type RefObject, useLayoutEffect, useRef } from "react";

/** For the field that a page or dialog is opened for: it has the focus from the start, when `isWanted`. */
export function useFocusOnce(isWanted: boolean): RefObject<HTMLInputElement | null> {
  const box = useRef<HTMLInputElement>(null);
  const wanted = useRef(isWanted);
  // At once, like the heading that would have it else.
  useLayoutEffect(() => {
    if (wanted.current) box.current?.focus({ preventScroll: true });
  }, []);
  return box;
}
