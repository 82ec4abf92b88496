import { type Image, listMonthImages } from "#contract/images.ts";
import { call } from "../../api/call.ts";
import { keepPictures } from "../../api/loaded-pictures.ts";
import { monthsQuery } from "../../api/pictures.ts";
import { queryClient } from "../../api/query-client.ts";

/**
 * The first (newest) or the last picture of the timeline.
 * @returns null when there is none
 * @throws what `call` throws
 */
export async function findEnd(end: "first" | "last"): Promise<Image | null> {
  const { items: months } = await queryClient.fetchQuery(monthsQuery);
  const month = end === "first" ? months[0] : months.at(-1);
  if (month === undefined) return null;
  const from = end === "first" ? 0 : Math.max(0, month.count - 1);
  const { items } = await call(listMonthImages, {
    params: { month: month.month },
    query: { from, limit: 1 },
  });
  keepPictures(items);
  return items[0] ?? null;
}
