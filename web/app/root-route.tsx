import { createRootRoute } from "@tanstack/react-router";
import { NotFoundPage } from "./errors/not-found-page.tsx";
import { RootLayout } from "./shell/root-layout.tsx";

/** Around every page, signed in or not. */
export const rootRoute = createRootRoute({ component: RootLayout, notFoundComponent: NotFoundPage });
