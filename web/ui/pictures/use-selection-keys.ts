import { useEffect, useRef } from "react";

interface Selecting {
  readonly all: () => void;
  readonly clear: () => void;
}

/** Ctrl+A or Cmd+A chooses everything and Escape nothing, wherever on the page the focus is but in a field. */
export function useSelectionKeys(selecting: Selecting, isOff = false): void {
  const latest = useRef(selecting);
  useEffect(() => {
    latest.current = selecting;
  });
  useEffect(() => {
    if (isOff) return;
    const typed = (event: KeyboardEvent) => {
      const isElsewhere =
        event.target instanceof Element &&
        event.target.closest("input:not([type=checkbox]), textarea, [role=dialog]");
      if (event.defaultPrevented || isElsewhere || document.querySelector("[role=dialog], [role=menu]"))
        return;
      if (event.key === "Escape") latest.current.clear();
      const isAll = event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isAll || event.shiftKey) return;
      event.preventDefault();
      latest.current.all();
    };
    document.addEventListener("keydown", typed);
    return () => document.removeEventListener("keydown", typed);
  }, [isOff]);
}
