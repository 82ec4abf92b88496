/**
 * The month that a key leads to on the scrubber: arrows by months, Page Up and Page Down by years.
 * @param months newest first
 * @returns null for another key
 */
export function monthByKey(
  key: string,
  months: readonly { readonly month: string }[],
  at: number,
): number | null {
  const last = months.length - 1;
  const yearOf = (i: number) => months[i]?.month.slice(0, 4);
  switch (key) {
    case "ArrowDown":
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "ArrowUp":
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "PageDown": {
      const next = months.findIndex((_, i) => i > at && yearOf(i) !== yearOf(at));
      return next < 0 ? last : next;
    }
    case "PageUp": {
      // To where this year begins, and from there to where the newer one does.
      const year = yearOf(Math.max(0, at - 1));
      return months.findIndex((_, i) => yearOf(i) === year);
    }
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
