import { useRouter } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";
import type { TimelineView } from "./timeline-view.ts";

const isTimeline = (path: string | undefined) => path?.startsWith("/gallery") === true;

/** Where an element begins, in pixels of the page. */
export function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top + window.scrollY;
}

/**
 * Keeps the scrollbar where the latest view wants it while a picture is opened over the timeline and closed again.
 * Else the router would send it to the top, and the browser, a moment later, to where it was when the picture was
 * opened.
 */
export function useStillTimeline(
  container: RefObject<HTMLElement | null>,
  latest: RefObject<TimelineView>,
): void {
  const router = useRouter();
  useEffect(() => {
    history.scrollRestoration = "manual";
    const arrived = router.subscribe("onRendered", ({ fromLocation, toLocation }) => {
      if (!isTimeline(fromLocation?.pathname) || !isTimeline(toLocation.pathname)) return;
      if (container.current !== null) window.scrollTo(0, topOf(container.current) + latest.current.scroll);
    });
    return () => {
      history.scrollRestoration = "auto";
      arrived();
    };
  }, [router, container, latest]);
}
