import { useLayoutEffect } from "react";

const MARKS = { scrubber: "data-has-scrubber", "selection bar": "data-has-selection-bar" } as const;

const counts = { scrubber: 0, "selection bar": 0 };

/**
 * Marks the root element while the calling component is on the page and `isThere`, for the style sheet. `:has()` on
 * the root would say the same, but is asked again for every element that comes or goes, which a timeline has hundreds
 * of in each frame.
 */
export function useRootMark(what: keyof typeof MARKS, isThere = true): void {
  useLayoutEffect(() => {
    if (!isThere) return undefined;
    counts[what] += 1;
    document.documentElement.setAttribute(MARKS[what], "");
    return () => {
      counts[what] -= 1;
      if (counts[what] === 0) document.documentElement.removeAttribute(MARKS[what]);
    };
  }, [what, isThere]);
}
