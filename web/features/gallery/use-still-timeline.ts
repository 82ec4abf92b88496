import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

const isTimeline = (path: string | undefined) => path?.startsWith("/gallery") === true;

/**
 * Keeps the scrollbar where it is while a picture is opened over the timeline and closed again. Else the router
 * would send it to the top, and the browser, a moment later, to where it was when the picture was opened.
 */
export function useStillTimeline(): void {
  const router = useRouter();
  useEffect(() => {
    history.scrollRestoration = "manual";
    let top = 0;
    const leaving = router.subscribe("onBeforeLoad", () => {
      top = window.scrollY;
    });
    const arrived = router.subscribe("onRendered", ({ fromLocation, toLocation }) => {
      if (isTimeline(fromLocation?.pathname) && isTimeline(toLocation.pathname)) window.scrollTo(0, top);
    });
    return () => {
      history.scrollRestoration = "auto";
      leaving();
      arrived();
    };
  }, [router]);
}
