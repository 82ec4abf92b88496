import { useNavigate } from "@tanstack/react-router";
import type { Account, VaultState } from "#contract/accounts.ts";
import { queryClient } from "../api/query-client.ts";
import { sessionQuery } from "../api/session.ts";
import { announce } from "../api/session-events.ts";
import { useWayBack } from "./way-back.ts";

/** Lets in who has just signed in. What they proved themselves with tells why their vault may still be locked. */
export type Enter = (
  reply: { account: Account; vault: VaultState },
  by?: "password" | "passkey",
) => Promise<void>;

/** Where a person who has just signed in goes: unlock, save the recovery code, or on. */
export function useEnter(): Enter {
  const navigate = useNavigate();
  const next = useWayBack();
  return async ({ vault }, by = "password") => {
    // The answer leaves out whether a second factor has to be added before anything else: until that is known, nothing
    // may act as if the vault were open.
    await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    announce("signed-in");
    if (!vault.unlocked) {
      const why = by === "passkey" ? ({ byPasskey: true } as const) : ({ afterReset: true } as const);
      await navigate({ to: "/unlock", replace: true, state: { next, ...why } });
    } else if (vault.mode === "sealed" && !vault.kitConfirmed)
      await navigate({ to: "/settings/vault/kit", replace: true });
    else await navigate({ href: next, replace: true });
  };
}
