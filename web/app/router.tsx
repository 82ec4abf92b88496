import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { PageSpinner } from "../ui/spinner.tsx";
import {
  forgottenRoute,
  registerRoute,
  resetByCodeRoute,
  resetRoute,
  settingsRoutes,
  signInRoute,
  unlockRoute,
  verifyRoute,
} from "./account-routes.ts";
import { CrashPage } from "./errors/crash-page.tsx";
import { authenticatorRoute, backupCodesRoute, factorRoute } from "./factor-routes.ts";
import { adminRoutes, linkRoutes } from "./people-routes.ts";
import { albumRoutes, galleryRoutes, searchRoute, shareRoute, trashRoute } from "./picture-routes.ts";
import { privateRoute } from "./private-route.ts";
import { continueRoute } from "./provider-routes.ts";
import { rootRoute } from "./root-route.tsx";
import { keepVaultRoute, vaultRoutes } from "./vault-routes.ts";

// Every address of the web client.

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => redirect({ to: "/gallery", replace: true, throw: true }),
});

const tree = rootRoute.addChildren([
  home,
  signInRoute,
  factorRoute,
  continueRoute,
  registerRoute,
  verifyRoute,
  forgottenRoute,
  resetByCodeRoute,
  resetRoute,
  unlockRoute,
  keepVaultRoute,
  ...linkRoutes,
  privateRoute.addChildren([
    adminRoutes,
    galleryRoutes,
    ...albumRoutes,
    trashRoute,
    searchRoute,
    shareRoute,
    settingsRoutes,
    ...vaultRoutes,
    authenticatorRoute,
    backupCodesRoute,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  // The query cache decides what is fresh; the router keeps nothing, so that nothing private outlives a lock.
  defaultPreloadStaleTime: 0,
  // Scroll positions would be kept in sessionStorage, by address.
  scrollRestoration: false,
  defaultPendingComponent: PageSpinner,
  defaultErrorComponent: CrashPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    readonly router: typeof router;
  }
}
