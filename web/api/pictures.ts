import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import {
  getImage,
  getRendition,
  type Image,
  listMonthImages,
  listMonths,
  listTrash,
  type RenditionKind,
} from "../../contract/images.ts";
import { LIMITS } from "../../contract/limits.ts";
import { call } from "./call.ts";
import { urlOf } from "./url-of.ts";

// The person's pictures as they are asked for and kept in memory: by month, one by one, and in the trash.

/** How long pictures that are no longer near the screen are kept, so that memory stays flat while scrolling. */
const KEPT_MILLISECONDS = 20_000;

/** The months that hold pictures, newest first. */
export const monthsQuery = queryOptions({
  queryKey: ["months"],
  queryFn: ({ signal }) => call(listMonths, { signal }),
  staleTime: 10_000,
  gcTime: Number.POSITIVE_INFINITY,
});

/** The pictures of one month (`2026-11`), page by page. Kept true by picture-changes.ts, so never stale by age. */
export function monthQuery(month: string) {
  return infiniteQueryOptions({
    queryKey: ["month", month],
    queryFn: ({ pageParam, signal }) =>
      call(listMonthImages, {
        params: { month },
        query: { limit: LIMITS.pageItems, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MILLISECONDS,
    // Comparing thousands of pictures with themselves after each page would stop the scrolling.
    structuralSharing: false,
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
