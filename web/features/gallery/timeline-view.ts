import { follow, type ScrollRange, scrollOfSpot, scrollRange } from "./scroll-range.ts";
import { type Anchor, anchorAt, placeOfAnchor, type TimelineLayout } from "./timeline-layout.ts";

// What part of the timeline is on the screen, and how that survives a change of the layout: the picture that a
// person looks at stays where it is, whatever is loaded above it.

export interface TimelineView {
  readonly layout: TimelineLayout;
  readonly viewportHeight: number;
  readonly range: ScrollRange;
  /** The timeline's pixel at the top of the screen. */
  readonly spot: number;
  /** Where the scrollbar stands, from the timeline's top. */
  readonly scroll: number;
  /** True when the scrollbar has to be set to `scroll`, because it is we who moved it. */
  readonly mustScroll: boolean;
}

export type ViewEvent =
  | { readonly kind: "scrolled"; readonly scroll: number }
  /** The scrollbar was set as the view asked, and stands there. */
  | { readonly kind: "set"; readonly scroll: number }
  | { readonly kind: "laid-out"; readonly layout: TimelineLayout; readonly viewportHeight: number }
  /** Scrolling came to rest: the scrollbar may be put where it belongs. */
  | { readonly kind: "rested" }
  | { readonly kind: "sent"; readonly spot: number };

/** A move by more than this many screens came from dragging the scrollbar. */
const DRAG_SCREENS = 3;

export function openView(
  layout: TimelineLayout,
  viewportHeight: number,
  anchor: Anchor | null,
): TimelineView {
  const range = scrollRange(layout.height, viewportHeight);
  const wanted = anchor === null ? 0 : (placeOfAnchor(layout, anchor) ?? 0);
  const spot = Math.min(range.furthest, Math.max(0, wanted));
  return { layout, viewportHeight, range, spot, scroll: scrollOfSpot(range, spot), mustScroll: spot > 0 };
}

/** Where the person is, in words that outlive the layout; null at the very top, which stays the top. */
export function whereabouts(view: TimelineView): Anchor | null {
  return view.spot <= 0 ? null : anchorAt(view.layout, view.spot, view.viewportHeight / 2);
}

export function nextView(view: TimelineView, event: ViewEvent): TimelineView {
  switch (event.kind) {
    case "scrolled":
      // Of where the scrollbar stood before: it is about to be set, and what was asked for last counts.
      return view.mustScroll ? view : nextView(view, { ...event, kind: "set" });
    case "set": {
      if (event.scroll === view.scroll) return view.mustScroll ? { ...view, mustScroll: false } : view;
      const spot = follow(view.range, view, event.scroll, view.viewportHeight * DRAG_SCREENS);
      return { ...view, spot, scroll: event.scroll, mustScroll: false };
    }
    case "laid-out": {
      const { layout, viewportHeight } = event;
      const range = scrollRange(layout.height, viewportHeight);
      const anchor = whereabouts(view);
      const place = anchor === null ? null : placeOfAnchor(layout, anchor);
      const isBelow = view.spot > view.range.furthest;
      const furthest = isBelow ? range.furthest + view.spot - view.range.furthest : range.furthest;
      const spot = anchor === null ? view.spot : Math.min(furthest, Math.max(0, place ?? view.spot));
      // With the scrollbar at the top there is no way up to what lies above, so it is moved at once.
      const isStuck = spot > 0 && view.scroll < viewportHeight;
      const scroll = isStuck ? scrollOfSpot(range, spot) : view.scroll;
      return { layout, viewportHeight, range, spot, scroll, mustScroll: isStuck };
    }
    case "rested": {
      if (view.spot < 0 || view.spot > view.range.furthest) return view;
      const scroll = scrollOfSpot(view.range, view.spot);
      return Math.abs(scroll - view.scroll) < 1 ? view : { ...view, scroll, mustScroll: true };
    }
    case "sent": {
      const spot = Math.min(view.range.furthest, Math.max(0, event.spot));
      return { ...view, spot, scroll: scrollOfSpot(view.range, spot), mustScroll: true };
    }
  }
}
