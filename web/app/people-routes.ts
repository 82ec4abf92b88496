import { createRoute, redirect } from "@tanstack/react-router";
import { lazySettingsPage } from "./lazy-page.ts";
import { privateRoute } from "./private-route.ts";
import { rootRoute } from "./root-route.tsx";
import { requireAdministrator } from "./session-guard.ts";

// The pages of administration, and those that links in mails about one's account lead to.

const admin = createRoute({
  getParentRoute: () => privateRoute,
  path: "admin",
  beforeLoad: requireAdministrator,
  component: lazySettingsPage(() => import("../features/admin/admin-layout.tsx"), "AdminLayout"),
});

const inAdmin = { getParentRoute: () => admin };

const adminIndex = createRoute({
  ...inAdmin,
  path: "/",
  beforeLoad: () => redirect({ to: "/admin/people", replace: true, throw: true }),
});

const people = createRoute({
  ...inAdmin,
  path: "people",
  component: lazySettingsPage(() => import("../features/admin/people-page.tsx"), "PeoplePage"),
});

const invitations = createRoute({
  ...inAdmin,
  path: "invitations",
  component: lazySettingsPage(() => import("../features/admin/invitations-page.tsx"), "InvitationsPage"),
});

export const adminRoutes = admin.addChildren([adminIndex, people, invitations]);

const door = { getParentRoute: () => rootRoute };
const linkPages = () => import("../features/my-data/link-pages.tsx");

const newAddress = createRoute({
  ...door,
  path: "new-address",
  component: lazySettingsPage(linkPages, "NewAddressPage"),
});

const keepAddress = createRoute({
  ...door,
  path: "keep-address",
  component: lazySettingsPage(linkPages, "KeepAddressPage"),
});

const keepAccount = createRoute({
  ...door,
  path: "keep-account",
  component: lazySettingsPage(linkPages, "KeepAccountPage"),
});

const farewell = createRoute({
  ...door,
  path: "farewell",
  component: lazySettingsPage(() => import("../features/my-data/farewell-page.tsx"), "FarewellPage"),
});

export const linkRoutes = [newAddress, keepAddress, keepAccount, farewell];
