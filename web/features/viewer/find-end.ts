import type { Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { loadedPictures } from "../../api/picture-pages.ts";
import { monthQuery, monthsQuery } from "../../api/pictures.ts";
import { queryClient } from "../../api/query-client.ts";

/**
 * The first (newest) or the last picture of the timeline.
 * @returns null when there is none
 * @throws what `call` throws
 */
export async function findEnd(end: "first" | "last"): Promise<Image | null> {
  const { items } = await queryClient.fetchQuery(monthsQuery);
  const month = end === "first" ? items[0] : items.at(-1);
  if (month === undefined) return null;
  const pages = end === "first" ? 1 : Math.max(1, Math.ceil(month.count / LIMITS.pageItems));
  const loaded = await queryClient.fetchInfiniteQuery({ ...monthQuery(month.month), pages });
  return loadedPictures(loaded.pages).at(end === "first" ? 0 : -1) ?? null;
}
