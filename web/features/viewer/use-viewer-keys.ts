import { type RefObject, useEffect, useRef } from "react";

/** What keys do, by `KeyboardEvent.key`; letters of both cases are looked up as they are typed. */
export type ViewerKeys = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** Where typing, choosing and pressing have a meaning of their own. */
const TAKEN = "input, textarea, select, [contenteditable=true], [role=menu], [role=listbox]";
const PRESSABLE = "button, a, summary";

/** Keys that work wherever the focus is in the viewer, except while typing or choosing. */
export function useViewerKeys(viewer: RefObject<HTMLElement | null>, keys: ViewerKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
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
    return () => document.removeEventListener("keydown", typed);
  }, [viewer]);
}
