import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "./lazy-page.ts";
import { rootRoute } from "./root-route.tsx";
import { requireUnlocked } from "./session-guard.ts";

/** Around every page behind the door: bars, trays, dialogs. */
export const privateRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "private",
  beforeLoad: requireUnlocked,
  component: lazyPage(() => import("./shell/private-layout.tsx"), "PrivateLayout"),
});
