import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "./lazy-page.ts";
import { rootRoute } from "./root-route.tsx";

/** Where people come back to from a provider; open to everybody, signed in or not. */
export const continueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "sign-in/provider",
  component: lazyPage(() => import("./continue.tsx"), "Continue"),
});
