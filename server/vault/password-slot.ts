import type { AccountId } from "#contract/ids.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { openVaultKey, passwordSlotKey, sealVaultKey } from "../crypto/keyslots.ts";
import type { PasswordHash } from "../crypto/password-hash.ts";
import type { Keyslots } from "../database/schema.ts";
import type { Rooms } from "../rooms.ts";
import { bareSlot, type KeyslotRow } from "./keyslot-store.ts";

/** A hashed password with what the run was made with. */
export interface HashedPassword extends PasswordHash {
  readonly salt: Uint8Array;
  readonly hashVersion: number;
}

/** A slot that the password opens. It shares its salt with the verifier of the same run. */
export function newPasswordSlot(
  rooms: Rooms,
  owner: { accountId: AccountId; epoch: number },
  hashed: HashedPassword,
  vaultKey: Uint8Array,
): Keyslots {
  const { accountId, epoch } = owner;
  const id = rooms.newId();
  const pepperVersion = rooms.secrets.pepperVersion;
  const slotKey = passwordSlotKey({
    slotPart: hashed.slotPart,
    pepper: rooms.secrets.pepper(pepperVersion),
    accountId,
    slotId: id,
  });
  return {
    ...bareSlot({
      id,
      account_id: accountId,
      kind: "password",
      epoch,
      sealed_key: sealVaultKey(slotKey, { accountId, slotId: id, kind: "password", epoch }, vaultKey),
      created_at: rooms.clock(),
    }),
    salt: hashed.salt,
    hash_version: hashed.hashVersion,
    pepper_version: pepperVersion,
  };
}

/** The vault key, when the slot was made of this very run; null otherwise. */
export function openPasswordSlot(rooms: Rooms, slot: KeyslotRow, hashed: HashedPassword): Buffer | null {
  if (slot.salt === null || slot.pepper_version === null) return null;
  if (Buffer.compare(slot.salt, hashed.salt) !== 0) return null;
  const { account_id: accountId, id: slotId, epoch } = slot;
  const pepper = rooms.secrets.pepper(slot.pepper_version);
  const slotKey = passwordSlotKey({ slotPart: hashed.slotPart, pepper, accountId, slotId });
  try {
    return openVaultKey(slotKey, { accountId, slotId, kind: "password", epoch }, slot.sealed_key);
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}
