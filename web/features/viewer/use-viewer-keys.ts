import { type RefObject, useLayoutEffect, useRef } from "react";

/** What keys do, by `KeyboardEvent.key`; letters of both cases are looked up as they are typed. */
export type ViewerKeys = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** Where typing, choosing and pressing have a meaning of their own. */
const TAKEN = "input, textarea, select, [contenteditable=true], [role=menu], [role=listbox]";
const PRESSABLE = "button, a, summary";

/**
 * Keys that work wherever the focus is in the viewer, except while typing or choosing. From the moment it is drawn on,
 * nothing beneath it hears them.
 */
export function useViewerKeys(viewer: RefObject<HTMLElement | null>, keys: ViewerKeys): void {
  const latest = useRef(keys);
  // At once, not when there is time for it: the next key may come before.
  useLayoutEffect(() => {
    latest.current = keys;
  });
  useLayoutEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      // A question or a menu over the viewer has the keys to itself.
      const isHere = target === document.body || viewer.current?.contains(target as Node) === true;
      if (!isHere || !(target instanceof Element) || target.closest(TAKEN) !== null) return;
      if ((event.key === " " || event.key === "Enter") && target.closest(PRESSABLE) !== null) return;
      const key = latest.current[event.key];
      if (key === undefined) return;
      event.preventDefault();
      key(event);
    };
    document.addEventListener("keydown", typed);
    // The dialog takes the focus a moment after it is drawn. A key pressed before that would still be heard by the
    // picture in the timeline that was opened, and lead on there.
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && viewer.current?.contains(activeElement) !== true)
      activeElement.blur();
    return () => document.removeEventListener("keydown", typed);
  }, [viewer]);
}
