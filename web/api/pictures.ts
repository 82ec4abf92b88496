import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import {
  getImage,
  getMonthLayout,
  getRendition,
  type Image,
  listMonthImages,
  listMonths,
  listTrash,
  type RenditionKind,
} from "../../contract/images.ts";
import { LIMITS } from "../../contract/limits.ts";
import { call } from "./call.ts";
import { isLoaded, keepPictures } from "./loaded-pictures.ts";
import { createPictureLoader, type PictureLoader } from "./picture-loader.ts";
import { queryClient } from "./query-client.ts";
import { urlOf } from "./url-of.ts";

// The person's pictures as they are asked for and kept in memory: by month, one by one, and in the trash.

/** How long a picture that nobody looks at is kept beside the known ones. */
const KEPT_MILLISECONDS = 20_000;

/** How long the layout of a month that is out of sight is kept: some fifty bytes a picture. */
const LAYOUT_KEPT_MILLISECONDS = 120_000;

/** The months that hold pictures, newest first. */
export const monthsQuery = queryOptions({
  queryKey: ["months"],
  queryFn: ({ signal }) => call(listMonths, { signal }),
  staleTime: 10_000,
  gcTime: Number.POSITIVE_INFINITY,
});

/**
 * Where the pictures of one month (`2026-11`) stand. Kept true by picture-changes.ts, so never stale by age.
 */
export function layoutQuery(month: string) {
  return queryOptions({
    queryKey: ["layout", month],
    queryFn: ({ signal }) => call(getMonthLayout, { params: { month }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: LAYOUT_KEPT_MILLISECONDS,
    // Comparing thousands of numbers with themselves would stop the scrolling.
    structuralSharing: false,
  });
}

/** The ids of a month in order, as far as they are in memory. */
export function idsOfMonth(month: string): readonly string[] | undefined {
  return queryClient.getQueryData(layoutQuery(month).queryKey)?.ids;
}

/** A loader of the details of pictures; `faulted` is told when a fault comes or goes. */
export function pictureLoader(faulted: () => void): PictureLoader {
  return createPictureLoader({
    idsOf: idsOfMonth,
    isKnown: isLoaded,
    fetchPage: async (month, from, limit, signal) =>
      (await call(listMonthImages, { params: { month }, query: { from, limit }, signal })).items,
    keep: keepPictures,
    mistaken: (month) => void queryClient.invalidateQueries({ queryKey: layoutQuery(month).queryKey }),
    faulted,
  });
}

/** One picture's details. */
export function imageQuery(id: string) {
  return queryOptions({
    queryKey: ["image", id],
    queryFn: ({ signal }) => call(getImage, { params: { id }, signal }),
    gcTime: KEPT_MILLISECONDS,
  });
}

/** The trash, latest first, page by page. */
export const trashQuery = infiniteQueryOptions({
  queryKey: ["trash"],
  queryFn: ({ pageParam, signal }) =>
    call(listTrash, {
      query: { limit: LIMITS.pageItems, ...(pageParam !== null && { cursor: pageParam }) },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

/** Where the bytes of a picture are: `thumb` to fit 512 pixels, `view` to fit 2000, `original` as kept. */
export function renditionUrl(id: string, rendition: RenditionKind): string {
  return urlOf(getRendition, { params: { id, rendition } });
}

/** Where the original can be saved from. */
export function downloadUrl(id: string): string {
  return urlOf(getRendition, { params: { id, rendition: "original" }, query: { download: "true" } });
}

/** Where the original can be saved from with date, camera, place and caption written back in. */
export function detailedDownloadUrl(id: string): string {
  return urlOf(getRendition, {
    params: { id, rendition: "original" },
    query: { download: "true", details: "true" },
  });
}

/** The month of wall time that a picture belongs to. */
export function monthOf(image: Pick<Image, "takenAt">): string {
  return image.takenAt.slice(0, 7);
}
