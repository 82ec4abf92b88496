// Keyslots: the ways in. Each seals the same vault key under a key that is re-derived from something a person,
// a cookie or the key provider holds. How the secret becomes 32 bytes is here; who may ask is not.
import { DecryptionFailed } from "./decryption-failed.ts";
import { expand, hkdfSha512 } from "./expand.ts";
import { infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";
import { tokenBytes } from "./tokens.ts";

export type SlotKind = "password" | "recovery" | "passkey" | "session" | "ticket" | "token" | "escrow";
export type TokenSlotKind = "session" | "ticket" | "token";

export interface SlotId {
  readonly accountId: string;
  readonly slotId: string;
}
/** `epoch` is that of the vault key inside. */
export interface SlotPlace extends SlotId {
  readonly kind: SlotKind;
  readonly epoch: number;
}

/** The vault key sealed for one slot: 60 bytes. Throws RangeError for a key that is not 32 bytes. */
export function sealVaultKey(slotKey: Uint8Array, place: SlotPlace, vaultKey: Uint8Array): Buffer {
  if (vaultKey.length !== 32) throw new RangeError("a key has 32 bytes");
  return sealSecret(slotKey, infoFor("vault-key", place), vaultKey);
}

/** Throws DecryptionFailed: the secret was wrong, or the row is not the one it says it is. */
export function openVaultKey(slotKey: Uint8Array, place: SlotPlace, sealed: Uint8Array): Buffer {
  const vaultKey = openSecret(slotKey, infoFor("vault-key", place), sealed);
  if (vaultKey.length !== 32) throw new DecryptionFailed();
  return vaultKey;
}

/** From the second half of the Argon2id output, salted with the pepper: without it the slot is no guessing oracle. */
export function passwordSlotKey(
  input: SlotId & { readonly slotPart: Uint8Array; readonly pepper: Uint8Array },
): Buffer {
  const { slotPart, pepper, accountId, slotId } = input;
  const info = infoFor("slot/password", { accountId, slotId });
  return hkdfSha512({ ikm: slotPart, salt: pepper, info, lengthBytes: 32 });
}

/** From the recovery code's 32 bytes alone: no pepper, so a stranger's program can do it with the data and the code. */
export function recoverySlotKey(secret: Uint8Array, { accountId, slotId }: SlotId): Buffer {
  return expand(secret, infoFor("slot/recovery", { accountId, slotId }), 32);
}

/**
 * What a passkey's PRF is evaluated on: one constant, since a passkey that nobody has named yet must be asked too.
 * Each passkey answers it with 32 bytes of its own.
 */
export function passkeyPrfSalt(): Buffer {
  return Buffer.from(infoFor("passkey-prf", {}));
}

/** From a passkey's PRF output (32 bytes). */
export function passkeySlotKey(prf: Uint8Array, { accountId, slotId }: SlotId): Buffer {
  return expand(prf, infoFor("slot/passkey", { accountId, slotId }), 32);
}

/** From a token as newToken() made it. Throws DecryptionFailed for a malformed one. */
export function tokenSlotKey(kind: TokenSlotKind, token: string, { accountId, slotId }: SlotId): Buffer {
  const bytes = tokenBytes(token);
  if (bytes === null) throw new DecryptionFailed();
  return expand(bytes, infoFor(`slot/${kind}`, { accountId, slotId }), 32);
}

/** The label whose derive() is the key of an escrow slot. `salt` is the slot's own 16 random bytes. */
export function escrowLabel(accountId: string, salt: Uint8Array): string {
  return infoFor("escrow", { accountId, salt: Buffer.from(salt).toString("hex") });
}
