import { useNavigate } from "@tanstack/react-router";
import type { Account, VaultState } from "#contract/accounts.ts";
import { keepSession } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { useWayBack } from "../../ui/way-back.ts";
import { forgetHandover } from "./handover.ts";

/** Where a person who has just signed in goes: unlock, save the recovery code, or on. */
export function useEnter(): (reply: { account: Account; vault: VaultState }) => Promise<void> {
  const navigate = useNavigate();
  const next = useWayBack();
  return async ({ account, vault }) => {
    keepSession({ account, vault });
    announce("signed-in");
    forgetHandover();
    if (!vault.unlocked) await navigate({ to: "/unlock", replace: true, state: { next, afterReset: true } });
    else if (vault.mode === "sealed" && !vault.kitConfirmed)
      await navigate({ to: "/settings/vault/kit", replace: true });
    else await navigate({ href: next, replace: true });
  };
}
