import { useQuery } from "@tanstack/react-query";
import { listIdentities } from "#contract/oidc.ts";
import { listPasskeys } from "#contract/passkeys.ts";
import { listTokens } from "#contract/tokens.ts";
import { call } from "../../api/call.ts";
import { formatInstant } from "../../copy/formats.ts";
import { words } from "../../copy/words.ts";

// What leads into an account besides its password, as lists of names. The features that keep these things are
// rooms of their own; here they are only read.

interface WayIn {
  readonly id: string;
  readonly name: string;
  /** Since when, in words. */
  readonly since: string;
}

export interface WaysIn {
  /** Null while it is not known. */
  readonly items: readonly WayIn[] | null;
  readonly fault: unknown;
}

interface Kept {
  readonly id: string;
  readonly createdAt: string;
}

function useWaysIn<T extends Kept>(
  kind: string,
  list: (signal: AbortSignal) => Promise<{ readonly items: readonly T[] }>,
  nameOf: (kept: T) => string,
): WaysIn {
  const { data, error } = useQuery({
    queryKey: ["ways-in", kind],
    queryFn: ({ signal }) => list(signal),
    staleTime: 0,
  });
  if (!data) return { items: null, fault: error };
  const items = data.items.map((kept) => ({
    id: kept.id,
    name: nameOf(kept),
    since: words.vault.waysIn.since(formatInstant(kept.createdAt)),
  }));
  return { items, fault: null };
}

export function usePasskeys(): WaysIn {
  return useWaysIn(
    "passkeys",
    (signal) => call(listPasskeys, { signal }),
    (passkey) => passkey.name,
  );
}

export function useIdentities(): WaysIn {
  return useWaysIn(
    "identities",
    (signal) => call(listIdentities, { signal }),
    (identity) => identity.label,
  );
}

export function useTokens(): WaysIn {
  return useWaysIn(
    "tokens",
    (signal) => call(listTokens, { signal }),
    (token) => token.name,
  );
}
