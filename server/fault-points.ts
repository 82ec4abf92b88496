// Every step of replacing a key at which a process may be killed and nothing may be lost. The product only passes
// them; tests/chaos/kill-in-rotation.test.ts ends a process at each.

/** A new version of the master key, in the order in which a rotation passes them. */
export const MASTER_KEY_POINTS = [
  "key.written",
  "key.linked",
  "key.listed",
  "master.key-made",
  "master.recorded",
  "master.secret-sealed",
  "master.secrets-resealed",
  "master.batch-sealed",
  "master.batch-written",
  "master.batch-committed",
  "master.slots-resealed",
  "master.completed",
] as const;

/** An old version of the master key that goes. */
export const RETIREMENT_POINTS = [
  "master.checked",
  "master.retirement-written",
  "master.retired",
  "key.unlisted",
  "key.set-aside",
] as const;

/** A new vault key, and what is sealed anew under it. */
export const VAULT_KEY_POINTS = [
  "vault.slots-sealed",
  "vault.epoch-written",
  "vault.rotated",
  "vault.album-keys-written",
  "vault.album-keys-resealed",
  "vault.data-keys-written",
  "vault.data-keys-resealed",
  "vault.bridge-written",
  "vault.bridge-ended",
  "vault.picture-kept",
  "vault.picture-written",
  "vault.picture-resealed",
  "vault.pictures-resealed",
] as const;

/** Vault keys that go with a leaked master key: marked, then each replaced by VAULT_KEY_POINTS without its pictures. */
export const LEAK_POINTS = ["leak.marked", "leak.recorded", "leak.vault-settled"] as const;

export type FaultPoint =
  | (typeof LEAK_POINTS)[number]
  | (typeof MASTER_KEY_POINTS)[number]
  | (typeof RETIREMENT_POINTS)[number]
  | (typeof VAULT_KEY_POINTS)[number];
