import { createRoute, redirect } from "@tanstack/react-router";
import { lazyPage, lazySettingsPage } from "./lazy-page.ts";
import { privateRoute } from "./private-route.ts";
import { rootRoute } from "./root-route.tsx";
import { requireLocked, requireSignedOut } from "./session-guard.ts";

// The pages around the account: the ways in, and the settings.

const door = { getParentRoute: () => rootRoute };

export const signInRoute = createRoute({
  ...door,
  path: "sign-in",
  beforeLoad: requireSignedOut,
  component: lazyPage(() => import("./sign-in.tsx"), "SignIn"),
});

export const registerRoute = createRoute({
  ...door,
  path: "register",
  component: lazyPage(() => import("./register.tsx"), "Register"),
});

export const verifyRoute = createRoute({
  ...door,
  path: "verify",
  component: lazyPage(() => import("../features/account/verify-page.tsx"), "VerifyPage"),
});

export const forgottenRoute = createRoute({
  ...door,
  path: "forgotten",
  component: lazyPage(() => import("../features/account/forgotten-page.tsx"), "ForgottenPage"),
});

export const resetByCodeRoute = createRoute({
  ...door,
  path: "forgotten/code",
  component: lazyPage(() => import("../features/account/reset-by-code-page.tsx"), "ResetByCodePage"),
});

export const resetRoute = createRoute({
  ...door,
  path: "reset",
  component: lazyPage(() => import("../features/account/reset-page.tsx"), "ResetPage"),
});

export const unlockRoute = createRoute({
  ...door,
  path: "unlock",
  beforeLoad: requireLocked,
  component: lazyPage(() => import("./unlock.tsx"), "Unlock"),
});

const settings = createRoute({
  getParentRoute: () => privateRoute,
  path: "settings",
  component: lazyPage(() => import("../features/account/settings-layout.tsx"), "SettingsLayout"),
});

const inSettings = { getParentRoute: () => settings };

const settingsIndex = createRoute({
  ...inSettings,
  path: "/",
  beforeLoad: () => redirect({ to: "/settings/profile", replace: true, throw: true }),
});

const profile = createRoute({
  ...inSettings,
  path: "profile",
  component: lazySettingsPage(() => import("./profile-settings.tsx"), "ProfileSettings"),
});

const security = createRoute({
  ...inSettings,
  path: "security",
  component: lazyPage(() => import("./security-settings.tsx"), "SecuritySettings"),
});

const vault = createRoute({
  ...inSettings,
  path: "vault",
  component: lazyPage(() => import("../features/vault/vault-page.tsx"), "VaultPage"),
});

const tokens = createRoute({
  ...inSettings,
  path: "tokens",
  component: lazySettingsPage(() => import("../features/tokens/tokens-page.tsx"), "TokensPage"),
});

const myData = createRoute({
  ...inSettings,
  path: "my-data",
  component: lazySettingsPage(() => import("../features/my-data/my-data-page.tsx"), "MyDataPage"),
});

export const settingsRoutes = settings.addChildren([settingsIndex, profile, security, vault, tokens, myData]);
