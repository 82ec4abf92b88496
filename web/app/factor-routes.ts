import { createRoute, redirect } from "@tanstack/react-router";
import { readTicket } from "../api/ticket.ts";
import { lazyPage } from "./lazy-page.ts";
import { privateRoute } from "./private-route.ts";
import { rootRoute } from "./root-route.tsx";
import { requireSignedOut } from "./session-guard.ts";

// The pages of the second factor. Each stands by itself: codes are read, printed and typed undisturbed.

export const factorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "sign-in/code",
  beforeLoad: async () => {
    await requireSignedOut();
    if (readTicket() === null) redirect({ to: "/sign-in", replace: true, throw: true });
  },
  component: lazyPage(() => import("./second-step.tsx"), "SecondStep"),
});

export const authenticatorRoute = createRoute({
  getParentRoute: () => privateRoute,
  path: "settings/authenticator",
  component: lazyPage(() => import("./enrolment.tsx"), "Enrolment"),
});

export const backupCodesRoute = createRoute({
  getParentRoute: () => privateRoute,
  path: "settings/backup-codes",
  component: lazyPage(() => import("../features/factors/backup-codes-page.tsx"), "BackupCodesPage"),
});
