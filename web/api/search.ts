import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { searchImages } from "../../contract/search.ts";
import { call } from "./call.ts";

const PAGE = 100;
/** What was found for words that nobody looks for any more is soon forgotten. */
const KEPT_MILLISECONDS = 30_000;

/** What is found for these words, newest first, page by page. An older search that is under way is given up. */
export function searchQuery(text: string) {
  return infiniteQueryOptions({
    queryKey: ["search", text],
    queryFn: ({ pageParam, signal }) =>
      call(searchImages, {
        body: { text, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: text !== "",
    placeholderData: keepPreviousData,
    gcTime: KEPT_MILLISECONDS,
  });
}

/** Has the server get ready for a search that is about to come; whether it worked is not looked at. */
export function warmSearch(): void {
  call(searchImages, { body: { text: "", limit: 1 } }).catch(() => undefined);
}
