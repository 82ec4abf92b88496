import { useRouterState } from "@tanstack/react-router";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Notice } from "../../ui/notice.tsx";
import { useWayBack } from "../../ui/way-back.ts";
import { useOwnProviders } from "./own-providers.ts";
import { ProviderButtons } from "./provider-buttons.tsx";

declare module "@tanstack/history" {
  interface HistoryState {
    /** The vault did not open at sign-in: a provider only signs in. */
    readonly byProvider?: true;
  }
}

/** Opens a managed vault by a provider's word. Nothing where that opens nothing. */
export function UnlockByProvider() {
  const { unlock, signIn } = useWords().providers;
  const { vault } = useSignedIn();
  const providers = useOwnProviders();
  const next = useWayBack();
  if (vault.mode === "sealed" || providers.length === 0) return null;
  return (
    <ProviderButtons
      providers={providers}
      purpose="reauthenticate"
      words={unlock.button}
      label={signIn.group}
      returnTo={next}
    />
  );
}

/** Why a sealed vault is still locked, for a person whom a provider has just signed in. */
export function ProviderSignedInOnly() {
  const { unlock } = useWords().providers;
  const isSo = useRouterState({ select: (state) => state.location.state.byProvider === true });
  return isSo ? <Notice kind="info">{unlock.signInOnly}</Notice> : null;
}
