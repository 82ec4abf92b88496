import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { OpenVault } from "../access/caller.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { openVaultKey, sealVaultKey, tokenSlotKey } from "../crypto/keyslots.ts";
import { unwrapIndexKey } from "../crypto/vault-keys.ts";
import type { Schema } from "../database/schema.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { bareSlot, deleteKeyslots, findVault, insertKeyslot } from "./keyslot-store.ts";

// The slot that an API token opens. It holds the whole vault key: what a token may do with it is decided at the door.

/**
 * Writes the slot and returns its id. The token is kept nowhere.
 * @throws AppError vault.locked when the vault key has been replaced since the caller opened it
 */
export async function writeApiTokenSlot(
  db: Kysely<Schema>,
  rooms: Rooms,
  owner: { accountId: AccountId; epoch: number },
  token: string,
  vaultKey: Uint8Array,
): Promise<string> {
  const { accountId, epoch } = owner;
  const id = rooms.newId();
  const slotKey = tokenSlotKey("token", token, { accountId, slotId: id });
  const place = { accountId, slotId: id, kind: "token", epoch } as const;
  await insertKeyslot(
    db,
    bareSlot({
      id,
      account_id: accountId,
      kind: "token",
      epoch,
      sealed_key: sealVaultKey(slotKey, place, vaultKey),
      created_at: rooms.clock(),
    }),
  );
  // Looked at after the first write, when nobody else can change it before the transaction ends.
  if ((await findVault(db, accountId))?.vault_epoch !== epoch) throw new AppError("vault.locked");
  return id;
}

/** The open vault behind the slot; null when it does not open. */
export function openApiTokenSlot(
  accountId: AccountId,
  token: string,
  slot: { id: string; epoch: number; sealedKey: Uint8Array },
  index: { epoch: number; sealedKey: Uint8Array },
): OpenVault | null {
  try {
    const slotKey = tokenSlotKey("token", token, { accountId, slotId: slot.id });
    const place = { accountId, slotId: slot.id, kind: "token", epoch: slot.epoch } as const;
    const vaultKey = openVaultKey(slotKey, place, slot.sealedKey);
    const indexKey = unwrapIndexKey(vaultKey, index.sealedKey, { accountId, epoch: index.epoch });
    return { epoch: slot.epoch, vaultKey, indexKey };
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}

/** Ends tokens: without its slot none of them stays. */
export async function deleteApiTokenSlots(db: Kysely<Schema>, slotIds: readonly string[]): Promise<void> {
  await deleteKeyslots(db, slotIds);
}
