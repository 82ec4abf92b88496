import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { openVaultKey, sealVaultKey, tokenSlotKey } from "../crypto/keyslots.ts";
import type { Schema } from "../database/schema.ts";
import type { Rooms } from "../rooms.ts";
import {
  bareSlot,
  deleteKeyslots,
  deleteKeyslotsOfKinds,
  findKeyslot,
  findVault,
  insertKeyslot,
} from "./keyslot-store.ts";
import type { OpenedVault } from "./open-at-sign-in.ts";

// The slot that a ticket opens: it carries the vault from the password to the second factor.

type Db = Kysely<Schema>;

/** Writes the slot and returns its id. */
export async function writeTicketSlot(
  db: Db,
  rooms: Rooms,
  accountId: AccountId,
  ticket: string,
  vault: OpenedVault,
): Promise<string> {
  const id = rooms.newId();
  const { epoch, vaultKey } = vault;
  const slotKey = tokenSlotKey("ticket", ticket, { accountId, slotId: id });
  const sealed = sealVaultKey(slotKey, { accountId, slotId: id, kind: "ticket", epoch }, vaultKey);
  await insertKeyslot(
    db,
    bareSlot({
      id,
      account_id: accountId,
      kind: "ticket",
      epoch,
      sealed_key: sealed,
      created_at: rooms.clock(),
    }),
  );
  return id;
}

/** The vault behind the slot; null when the slot is gone, of another epoch, or does not open. */
export async function openTicketSlot(
  db: Db,
  accountId: AccountId,
  slotId: string,
  ticket: string,
): Promise<OpenedVault | null> {
  const slot = await findKeyslot(db, slotId);
  const epoch = (await findVault(db, accountId))?.vault_epoch;
  if (slot === null || slot.epoch !== epoch) return null;
  try {
    const slotKey = tokenSlotKey("ticket", ticket, { accountId, slotId });
    const place = { accountId, slotId, kind: "ticket", epoch } as const;
    return { epoch, vaultKey: openVaultKey(slotKey, place, slot.sealed_key) };
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}

export async function deleteTicketSlot(db: Db, slotId: string): Promise<void> {
  await deleteKeyslots(db, [slotId]);
}

/** Deletes the slots of all tickets of an account. */
export async function deleteTicketSlots(db: Db, accountId: AccountId): Promise<void> {
  await deleteKeyslotsOfKinds(db, accountId, ["ticket"]);
}
