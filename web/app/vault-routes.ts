import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { privateRoute } from "./private-route.ts";

// The pages of the vault that stand by themselves, without the settings around them: codes are read, printed and
// typed back undisturbed.

const alone = { getParentRoute: () => privateRoute };

const kit = createRoute({
  ...alone,
  path: "settings/vault/kit",
  component: lazyRouteComponent(() => import("../features/vault/kit-page.tsx"), "KitPage"),
});

export const vaultRoutes = [kit];
