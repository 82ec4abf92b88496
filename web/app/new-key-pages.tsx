import { ChoosePassword } from "../features/account/choose-password.tsx";
import { NewKeyByPasskey } from "../features/passkeys/new-key-by-passkey.tsx";
import type { Secrets } from "../features/vault/new-key-steps.tsx";
import { RotatePage } from "../features/vault/rotate-page.tsx";
import { SealPage } from "../features/vault/seal-page.tsx";

// Pages out of several features: a vault key is replaced with a password or with a passkey.

const secrets: Secrets = {
  passkeyOffer: (offer) => <NewKeyByPasskey {...offer} />,
  firstPassword: (submit) => <ChoosePassword submit={submit} />,
};

export function Seal() {
  return <SealPage secrets={secrets} />;
}

export function Rotate() {
  return <RotatePage secrets={secrets} />;
}
