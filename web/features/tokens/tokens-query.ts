import { queryOptions } from "@tanstack/react-query";
import { listTokens } from "#contract/tokens.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => call(listTokens, { signal }),
  staleTime: 0,
});

export function refreshTokens(): Promise<void> {
  return queryClient.invalidateQueries(tokensQuery);
}
