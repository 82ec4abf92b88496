// The instance secrets: keys that the server itself needs, random, sealed under the key provider.
import { infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

export type InstanceSecretName = "pepper" | "audit" | "cursor" | "credentials" | "outbox" | "counter";

/** The label whose derive() seals this secret. `version` counts the secret itself, from 1, not the master key. */
export function instanceSecretLabel(name: InstanceSecretName, version: number): string {
  return infoFor("instance-secret", { name, version });
}

/** Seals a secret under `derivedKey` = derive(master version, instanceSecretLabel(name, version)). */
export function sealInstanceSecret(
  derivedKey: Uint8Array,
  name: InstanceSecretName,
  version: number,
  secret: Uint8Array,
): Buffer {
  return sealSecret(derivedKey, instanceSecretLabel(name, version), secret);
}

/** Throws DecryptionFailed. */
export function openInstanceSecret(
  derivedKey: Uint8Array,
  name: InstanceSecretName,
  version: number,
  sealed: Uint8Array,
): Buffer {
  return openSecret(derivedKey, instanceSecretLabel(name, version), sealed);
}
