import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { OpenVault } from "../access/caller.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { openVaultKey, sealVaultKey, tokenSlotKey } from "../crypto/keyslots.ts";
import { unwrapIndexKey } from "../crypto/vault-keys.ts";
import type { Schema } from "../database/schema.ts";
import type { Rooms } from "../rooms.ts";
import { bareSlot, deleteKeyslotsOfKinds, insertKeyslot } from "./keyslot-store.ts";

/** Writes a slot that the session token opens, and returns its id. The token exists only in the cookie. */
export async function writeSessionSlot(
  db: Kysely<Schema>,
  rooms: Rooms,
  owner: { accountId: AccountId; epoch: number },
  token: string,
  vaultKey: Uint8Array,
): Promise<string> {
  const { accountId, epoch } = owner;
  const id = rooms.newId();
  const slotKey = tokenSlotKey("session", token, { accountId, slotId: id });
  await insertKeyslot(
    db,
    bareSlot({
      id,
      account_id: accountId,
      kind: "session",
      epoch,
      sealed_key: sealVaultKey(slotKey, { accountId, slotId: id, kind: "session", epoch }, vaultKey),
      created_at: rooms.clock(),
    }),
  );
  return id;
}

/** Deletes every slot that some token opens: sessions, tickets and API tokens end with it. */
export async function deleteTokenSlots(db: Kysely<Schema>, accountId: AccountId): Promise<void> {
  await deleteKeyslotsOfKinds(db, accountId, ["session", "ticket", "token"]);
}

/** The open vault behind a session's slot; null when the slot does not open, which counts as locked. */
export function openSessionSlot(
  accountId: AccountId,
  token: string,
  slot: { id: string; epoch: number; sealedKey: Uint8Array },
  index: { epoch: number; sealedKey: Uint8Array },
): OpenVault | null {
  try {
    const slotKey = tokenSlotKey("session", token, { accountId, slotId: slot.id });
    const place = { accountId, slotId: slot.id, kind: "session", epoch: slot.epoch } as const;
    const vaultKey = openVaultKey(slotKey, place, slot.sealedKey);
    const indexKey = unwrapIndexKey(vaultKey, index.sealedKey, { accountId, epoch: index.epoch });
    return { epoch: slot.epoch, vaultKey, indexKey };
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}
