import { Outlet, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useWords } from "../../copy/words.ts";
import { PageSpinner } from "../../ui/spinner.tsx";
import { Banners } from "./banners.tsx";

const ToastRegion = lazy(() =>
  import("../../ui/toast-region.tsx").then((module) => ({ default: module.ToastRegion })),
);

/** Around every page: the skip link, the banners and the messages. */
export function RootLayout() {
  const words = useWords();
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onResolved", ({ pathChanged, fromLocation, toLocation }) => {
        // A picture opens over the gallery, which stays where it is.
        const inGallery = [fromLocation?.pathname, toLocation.pathname].every((path) =>
          path?.startsWith("/gallery"),
        );
        if (pathChanged && fromLocation && !inGallery) window.scrollTo(0, 0);
      }),
    [router],
  );
  return (
    <>
      <a
        href="#content"
        className="sr-only text-link focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-3 focus:shadow-float"
      >
        {words.shell.skip}
      </a>
      <Banners />
      <Suspense fallback={<PageSpinner />}>
        <Outlet />
      </Suspense>
      <Suspense>
        <ToastRegion />
      </Suspense>
    </>
  );
}
