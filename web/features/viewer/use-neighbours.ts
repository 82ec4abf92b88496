import { useQuery } from "@tanstack/react-query";
import type { Image } from "#contract/images.ts";
import { findLoaded } from "../../api/loaded-pictures.ts";
import type { Stretch } from "../../api/picture-loader.ts";
import { layoutQuery, monthOf, monthsQuery } from "../../api/pictures.ts";
import { useLoadedPictures, usePictureLoader } from "../../ui/pictures/use-pictures.ts";

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

/** Pictures on either side whose details are loaded. */
const AHEAD = 3;

/** The pictures before and after one in the timeline, in its month or in the ones beside it. */
export function useNeighbours(image: Image | undefined): Neighbours {
  useLoadedPictures();
  const month = image === undefined ? null : monthOf(image);
  const months = useQuery(monthsQuery).data?.items;
  const monthIndex = months?.findIndex((one) => one.month === month) ?? -1;
  const ids = useIds(month);
  const at = ids.indexOf(image?.id ?? "");
  const isFirst = at === 0;
  const isLast = at >= 0 && at === ids.length - 1;
  const newer = isFirst && monthIndex > 0 ? (months?.[monthIndex - 1]?.month ?? null) : null;
  const older = isLast && monthIndex >= 0 ? (months?.[monthIndex + 1]?.month ?? null) : null;
  const newerIds = useIds(newer);
  const olderIds = useIds(older);

  const stretches: Stretch[] = [];
  if (month !== null && at >= 0) stretches.push({ month, from: at - AHEAD, to: at + AHEAD + 1 });
  if (newer !== null) stretches.push({ month: newer, from: newerIds.length - AHEAD, to: newerIds.length });
  if (older !== null) stretches.push({ month: older, from: 0, to: AHEAD });
  usePictureLoader(stretches);

  if (at < 0 || months === undefined) return { previous: null, next: null, hasNext: null, position: null };
  const of = (id: string | undefined) => (id === undefined ? null : findLoaded(id));
  const sum = (some: typeof months) => some.reduce((total, { count }) => total + count, 0);
  const next = of(isLast ? olderIds[0] : ids[at + 1]);
  const isOver = isLast && monthIndex >= 0 && older === null;
  return {
    previous: of(isFirst ? newerIds.at(-1) : ids[at - 1]),
    next,
    hasNext: next !== null ? true : isOver ? false : null,
    position: monthIndex < 0 ? null : { at: sum(months.slice(0, monthIndex)) + at + 1, of: sum(months) },
  };
}

function useIds(month: string | null): readonly string[] {
  const { data } = useQuery({ ...layoutQuery(month ?? ""), enabled: month !== null });
  return month === null ? [] : (data?.ids ?? []);
}
