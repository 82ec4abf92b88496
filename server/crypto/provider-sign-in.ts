// What lies in the database while a person is away at an OpenID Connect provider, sealed under a subkey of the
// instance's credentials key: what was sent along, and then what the provider said of the person.
import { expand } from "./expand.ts";
import { INFOS, infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

type Stage = "oidc-begun" | "oidc-answer";

function place(stage: Stage, transactionId: string): string {
  return infoFor(stage, { transactionId });
}

function oidcKey(credentialsKey: Uint8Array): Buffer {
  return expand(credentialsKey, INFOS["credentials/oidc"], 32);
}

/** `text` is JSON, in UTF-8. */
export function sealProviderSignIn(
  credentialsKey: Uint8Array,
  stage: Stage,
  transactionId: string,
  text: string,
): Buffer {
  return sealSecret(oidcKey(credentialsKey), place(stage, transactionId), Buffer.from(text, "utf8"));
}

/** Throws DecryptionFailed. */
export function openProviderSignIn(
  credentialsKey: Uint8Array,
  stage: Stage,
  transactionId: string,
  sealed: Uint8Array,
): string {
  return openSecret(oidcKey(credentialsKey), place(stage, transactionId), sealed).toString("utf8");
}
