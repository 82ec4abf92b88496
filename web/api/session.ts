import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import {
  type Account,
  type CurrentSession,
  getCurrentSession,
  type VaultState,
} from "../../contract/accounts.ts";
import { getInstance, type Instance } from "../../contract/instance.ts";
import { call } from "./call.ts";
import { queryClient } from "./query-client.ts";

// Who is signed in here and what this instance offers: asked once, then kept in memory.

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => call(getCurrentSession, { signal }),
  staleTime: 60_000,
});

export const instanceQuery = queryOptions({
  queryKey: ["instance"],
  queryFn: ({ signal }) => call(getInstance, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What this instance offers. Suspends until it is known. */
export function useInstance(): Instance {
  return useSuspenseQuery(instanceQuery).data;
}

/** Who is signed in, if anybody. Suspends until it is known. */
export function useSession(): { account: Account | null; vault: VaultState | null } {
  return useSuspenseQuery(sessionQuery).data;
}

/** What the signed-in person can prove themselves with. Suspends until it is known. */
export function useProofs(): NonNullable<CurrentSession["proofs"]> {
  return (
    useSuspenseQuery(sessionQuery).data.proofs ?? {
      password: true,
      passkey: false,
      factor: false,
      providers: [],
    }
  );
}

/** The signed-in account and its vault. For pages behind the door: throws where nobody is signed in. */
export function useSignedIn(): { account: Account; vault: VaultState } {
  const { account, vault } = useSession();
  if (!account || !vault) throw new Error("nobody is signed in");
  return { account, vault };
}

/** Puts what a sign-in, unlock or change answered in place of what was known. */
export function keepSession(known: { account?: Account; vault?: VaultState }): void {
  queryClient.setQueryData(sessionQuery.queryKey, (before) => ({
    ...before,
    account: known.account ?? before?.account ?? null,
    vault: known.vault ?? before?.vault ?? null,
    reauthenticatedUntil: before?.reauthenticatedUntil ?? null,
  }));
}
