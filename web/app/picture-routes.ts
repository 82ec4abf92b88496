import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { privateRoute } from "./private-route.ts";

// The pages that show pictures.

const gallery = createRoute({
  getParentRoute: () => privateRoute,
  path: "gallery",
  component: lazyRouteComponent(() => import("../features/gallery/gallery-page.tsx"), "GalleryPage"),
});

const viewer = createRoute({
  getParentRoute: () => gallery,
  path: "$id",
  component: lazyRouteComponent(() => import("../features/viewer/viewer-page.tsx"), "ViewerPage"),
});

const trash = createRoute({
  getParentRoute: () => privateRoute,
  path: "trash",
  component: lazyRouteComponent(() => import("../features/trash/trash-page.tsx"), "TrashPage"),
});

export const galleryRoutes = gallery.addChildren([viewer]);
export const trashRoute = trash;
