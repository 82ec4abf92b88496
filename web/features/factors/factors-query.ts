import { queryOptions } from "@tanstack/react-query";
import { getFactors } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";

/** Which second factors the person has. */
export const factorsQuery = queryOptions({
  queryKey: ["factors"],
  queryFn: ({ signal }) => call(getFactors, { signal }),
  staleTime: 0,
});

/** After a change: asks anew for the factors, and for what the session may do with or without them. */
export async function refreshFactors(): Promise<void> {
  await queryClient.invalidateQueries(factorsQuery);
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
