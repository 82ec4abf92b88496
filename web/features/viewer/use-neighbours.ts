import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Image } from "#contract/images.ts";
import { isComplete, loadedPictures } from "../../api/picture-pages.ts";
import { monthOf, monthQuery, monthsQuery } from "../../api/pictures.ts";

export interface Neighbours {
  /** The newer one, to the left in the timeline. */
  readonly previous: Image | null;
  readonly next: Image | null;
  /** Place in its month, from 1 on; null while unknown. */
  readonly position: { readonly at: number; readonly of: number } | null;
}

/**
 * The pictures before and after one in the timeline, loading of its month and of the ones beside it as much as
 * that takes.
 */
export function useNeighbours(image: Image | undefined): Neighbours {
  const month = image === undefined ? null : monthOf(image);
  const months = useQuery(monthsQuery).data?.items;
  const monthIndex = months?.findIndex((one) => one.month === month) ?? -1;
  const newer = monthIndex > 0 ? (months?.[monthIndex - 1]?.month ?? null) : null;
  const older = monthIndex >= 0 ? (months?.[monthIndex + 1]?.month ?? null) : null;

  const own = useMonth(month, (images) => {
    const at = images.findIndex((one) => one.id === image?.id);
    return at < 0 || at === images.length - 1;
  });
  const at = own.images.findIndex((one) => one.id === image?.id);
  const isFirst = at === 0;
  const isLast = own.isComplete && at === own.images.length - 1;
  const before = useMonth(isFirst ? newer : null, () => true);
  const after = useMonth(isLast ? older : null, (images) => images.length === 0);

  if (at < 0) return { previous: null, next: null, position: null };
  return {
    previous: own.images[at - 1] ?? (isFirst && before.isComplete ? (before.images.at(-1) ?? null) : null),
    next: own.images[at + 1] ?? (isLast ? (after.images[0] ?? null) : null),
    position: { at: at + 1, of: Math.max(months?.[monthIndex]?.count ?? 0, own.images.length) },
  };
}

/** A month's pictures, loading page after page while `wantsMore`. */
function useMonth(month: string | null, wantsMore: (images: readonly Image[]) => boolean) {
  const query = useInfiniteQuery({ ...monthQuery(month ?? ""), enabled: month !== null });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const pages = month === null ? undefined : data?.pages;
  const images = useMemo(() => (pages ? loadedPictures(pages) : []), [pages]);
  const isShort = pages !== undefined && wantsMore(images);
  useEffect(() => {
    if (isShort && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isShort, hasNextPage, isFetching, isError, fetchNextPage]);
  return { images, isComplete: pages !== undefined && isComplete(pages) };
}
