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

/** Where a phone leads to with what it shared. */
export const shareRoute = createRoute({
  getParentRoute: () => privateRoute,
  path: "share",
  component: lazyPage(() => import("../features/upload/share-page.tsx"), "SharePage"),
});

const trash = createRoute({
  getParentRoute: () => privateRoute,
  path: "trash",
  component: lazyPage(() => import("../features/trash/trash-page.tsx"), "TrashPage"),
});

const albums = createRoute({
  getParentRoute: () => privateRoute,
  path: "albums",
  component: lazyPage(() => import("../features/albums/albums-page.tsx"), "AlbumsPage"),
});

const album = createRoute({
  getParentRoute: () => privateRoute,
  path: "albums/$albumId",
  component: lazyPage(() => import("../features/albums/album-page.tsx"), "AlbumPage"),
});

const favourites = createRoute({
  getParentRoute: () => privateRoute,
  path: "favourites",
  component: lazyPage(() => import("../features/albums/album-page.tsx"), "FavouritesPage"),
});

export const albumRoutes = [albums, album, favourites] as const;
const search = createRoute({
  getParentRoute: () => privateRoute,
  path: "search",
  component: lazyPage(() => import("../features/search/search-page.tsx"), "SearchPage"),
});

export const galleryRoutes = gallery.addChildren([viewer]);
export const trashRoute = trash;
export const searchRoute = search;
