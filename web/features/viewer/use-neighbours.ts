import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Image } from "#contract/images.ts";
import { isComplete, loadedPictures } from "../../api/picture-pages.ts";
import { monthOf, monthQuery, monthsQuery } from "../../api/pictures.ts";

export interface Position {
  /** From 1 on, the newest being the first. */
  readonly at: number;
  readonly of: number;
}

export interface Neighbours {
  /** The newer one, to the left in the timeline. */
  readonly previous: Image | null;
  readonly next: Image | null;
  /** Whether there is a next one at all; null while unknown. */
  readonly hasNext: boolean | null;
  /** Place in the whole timeline; null while unknown. */
  readonly position: Position | null;
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

  if (at < 0 || months === undefined) return { previous: null, next: null, hasNext: null, position: null };
  const next = own.images[at + 1] ?? (isLast ? (after.images[0] ?? null) : null);
  const isOver = isLast && monthIndex >= 0 && older === null;
  const sum = (of: typeof months) => of.reduce((total, { count }) => total + count, 0);
  return {
    previous: own.images[at - 1] ?? (isFirst && before.isComplete ? (before.images.at(-1) ?? null) : null),
    next,
    hasNext: next !== null ? true : isOver ? false : null,
    position: monthIndex < 0 ? null : { at: sum(months.slice(0, monthIndex)) + at + 1, of: sum(months) },
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
