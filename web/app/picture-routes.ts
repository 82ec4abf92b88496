import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "./lazy-page.ts";
import { privateRoute } from "./private-route.ts";

// The pages that show pictures.

const gallery = createRoute({
  getParentRoute: () => privateRoute,
  path: "gallery",
  component: lazyPage(() => import("../features/gallery/gallery-page.tsx"), "GalleryPage"),
});

const viewer = createRoute({
  getParentRoute: () => gallery,
  path: "$id",
  component: lazyPage(() => import("../features/viewer/viewer-page.tsx"), "ViewerPage"),
});

const trash = createRoute({
  getParentRoute: () => privateRoute,
  path: "trash",
  component: lazyPage(() => import("../features/trash/trash-page.tsx"), "TrashPage"),
});

export const galleryRoutes = gallery.addChildren([viewer]);
export const trashRoute = trash;
