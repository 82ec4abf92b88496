import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { privateRoute } from "./private-route.ts";
import { rootRoute } from "./root-route.tsx";

// The pages of the vault that stand by themselves, without the settings around them: codes are read, printed and
// typed back undisturbed.

const alone = { getParentRoute: () => privateRoute };

const kit = createRoute({
  ...alone,
  path: "settings/vault/kit",
  component: lazyRouteComponent(() => import("../features/vault/kit-page.tsx"), "KitPage"),
});

const rehearsal = createRoute({
  ...alone,
  path: "settings/vault/try-code",
  component: lazyRouteComponent(() => import("../features/vault/rehearsal-page.tsx"), "RehearsalPage"),
});

const seal = createRoute({
  ...alone,
  path: "settings/vault/seal",
  component: lazyRouteComponent(() => import("../features/vault/seal-page.tsx"), "SealPage"),
});

const rotate = createRoute({
  ...alone,
  path: "settings/vault/rotate",
  component: lazyRouteComponent(() => import("../features/vault/rotate-page.tsx"), "RotatePage"),
});

export const vaultRoutes = [kit, rehearsal, seal, rotate];

export const keepVaultRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "keep-vault",
  component: lazyRouteComponent(() => import("../features/vault/keep-vault-page.tsx"), "KeepVaultPage"),
});
