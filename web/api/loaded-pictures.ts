import type { Image } from "../../contract/images.ts";
import { loadedPictures } from "./picture-pages.ts";
import { monthQuery } from "./pictures.ts";
import { queryClient } from "./query-client.ts";

// Looks up, among what is in memory, which picture stands where.

/** The pictures of a month that are in memory, from its first on. */
export function loadedOf(month: string): readonly Image[] {
  const pages = queryClient.getQueryData(monthQuery(month).queryKey)?.pages;
  return pages === undefined ? [] : loadedPictures(pages);
}

/** The ids of all pictures in memory, as they stand in the timeline. */
export function orderOfLoaded(months: readonly string[]): string[] {
  return months.flatMap((month) => loadedOf(month).map((image) => image.id));
}

/** The picture of this id, if it is in memory. */
export function findLoaded(id: string): Image | null {
  for (const [, known] of queryClient.getQueriesData<{ pages: { items: Image[] }[] }>({
    queryKey: ["month"],
  })) {
    for (const page of known?.pages ?? []) {
      const found = page.items.find((image) => image.id === id);
      if (found !== undefined) return found;
    }
  }
  return null;
}
