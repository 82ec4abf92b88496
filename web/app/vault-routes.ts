import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "./lazy-page.ts";
import { privateRoute } from "./private-route.ts";
import { rootRoute } from "./root-route.tsx";

// The pages of the vault that stand by themselves, without the settings around them: codes are read, printed and
// typed back undisturbed.

const alone = { getParentRoute: () => privateRoute };

const kit = createRoute({
  ...alone,
  path: "settings/vault/kit",
  component: lazyPage(() => import("../features/vault/kit-page.tsx"), "KitPage"),
});

const rehearsal = createRoute({
  ...alone,
  path: "settings/vault/try-code",
  component: lazyPage(() => import("../features/vault/rehearsal-page.tsx"), "RehearsalPage"),
});

const seal = createRoute({
  ...alone,
  path: "settings/vault/seal",
  component: lazyPage(() => import("./new-key-pages.tsx"), "Seal"),
});

const rotate = createRoute({
  ...alone,
  path: "settings/vault/rotate",
  component: lazyPage(() => import("./new-key-pages.tsx"), "Rotate"),
});

const waysIn = createRoute({
  ...alone,
  path: "settings/ways-in",
  component: lazyPage(() => import("../features/vault/ways-in-page.tsx"), "WaysInPage"),
});

export const vaultRoutes = [kit, rehearsal, seal, rotate, waysIn];

export const keepVaultRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "keep-vault",
  component: lazyPage(() => import("../features/vault/keep-vault-page.tsx"), "KeepVaultPage"),
});
