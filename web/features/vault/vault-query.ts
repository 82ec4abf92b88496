import { queryOptions, useQuery } from "@tanstack/react-query";
import { getVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { keepSession, useSignedIn } from "../../api/session.ts";

export type VaultFacts = Awaited<ReturnType<typeof call<typeof getVault>>>;

/**
 * What the owner of an open vault knows of it. Asking also sets the server to work again on a re-sealing that was
 * interrupted, which is why the shell asks once after each sign-in and unlock.
 */
export const vaultQuery = queryOptions({
  queryKey: ["vault"],
  queryFn: ({ signal }) => call(getVault, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const POLL_MILLISECONDS = 1000;

/** The facts as they are now; asked for again each second while something is being re-sealed. */
export function useVaultFacts(): { readonly facts: VaultFacts | undefined; readonly fault: unknown } {
  const { vault } = useSignedIn();
  const { data, error } = useQuery({
    ...vaultQuery,
    staleTime: 0,
    refetchInterval: ({ state }) => state.data !== undefined && isResealing(state.data) && POLL_MILLISECONDS,
    // Locking drops what is known while the page still stands.
    enabled: vault.unlocked,
  });
  return { facts: data, fault: error };
}

/** Puts what a change of the vault answered in place of what was known. */
export function keepVault(facts: VaultFacts): void {
  const { mode, unlocked, kitConfirmed } = facts;
  queryClient.setQueryData(vaultQuery.queryKey, facts);
  keepSession({ vault: { mode, unlocked, kitConfirmed } });
}

/** Whether the server is still sealing anew what was sealed under a former key. */
export function isResealing(facts: VaultFacts): boolean {
  return facts.rotationLeft !== null || facts.resealLeft !== null;
}
