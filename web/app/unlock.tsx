import { useProofs, useSignedIn } from "../api/session.ts";
import { FirstPasswordPage } from "../features/account/first-password-page.tsx";
import { UnlockPage } from "../features/account/unlock-page.tsx";
import { ProviderSignedInOnly, UnlockByProvider } from "../features/oidc/unlock-by-provider.tsx";
import { SignedInOnly, UnlockByPasskey } from "../features/passkeys/unlock-by-passkey.tsx";
import { StartAgainNotice, StartAgainOffer } from "../features/vault/start-again.tsx";

/** One page out of several features: opening the vault, with a passkey or by a provider too, and what is left when nothing opens it. */
export function Unlock() {
  const { password } = useProofs();
  const { vault } = useSignedIn();
  if (!password && vault.mode === "sealed") return <FirstPasswordPage />;
  return (
    <UnlockPage
      hasPassword={password}
      notice={
        <>
          <StartAgainNotice />
          <SignedInOnly />
          <ProviderSignedInOnly />
        </>
      }
      otherWays={(onUnlocked) => (
        <>
          <UnlockByPasskey onUnlocked={onUnlocked} />
          <UnlockByProvider />
        </>
      )}
      lastResort={<StartAgainOffer />}
    />
  );
}
