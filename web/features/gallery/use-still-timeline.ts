import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

const isTimeline = (path: string | undefined) => path?.startsWith("/gallery") === true;

/**
 * Keeps the scrollbar where the timeline wants it while a picture is opened over it and closed again. Else the
 * router would send it to the top, and the browser, a moment later, to where it was when the picture was opened.
 * @param scrollTop where the scrollbar belongs now, in pixels of the page; the same function each time
 */
export function useStillTimeline(scrollTop: () => number): void {
  const router = useRouter();
  useEffect(() => {
    history.scrollRestoration = "manual";
    const arrived = router.subscribe("onRendered", ({ fromLocation, toLocation }) => {
      if (isTimeline(fromLocation?.pathname) && isTimeline(toLocation.pathname)) {
        window.scrollTo(0, scrollTop());
      }
    });
    return () => {
      history.scrollRestoration = "auto";
      arrived();
    };
  }, [router, scrollTop]);
}
