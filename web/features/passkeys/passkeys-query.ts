import { queryOptions } from "@tanstack/react-query";
import { listPasskeys } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";

/** The person's passkeys. */
export const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  queryFn: ({ signal }) => call(listPasskeys, { signal }),
  staleTime: 0,
});

/** After a change: asks anew for the passkeys, and for what the person can prove themselves with. */
export async function refreshPasskeys(): Promise<void> {
  await queryClient.invalidateQueries(passkeysQuery);
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
