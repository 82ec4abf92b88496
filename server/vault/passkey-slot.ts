import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { openVaultKey, passkeySlotKey, sealVaultKey } from "../crypto/keyslots.ts";
import type { Schema } from "../database/schema.ts";
import type { Rooms } from "../rooms.ts";
import { bareSlot, deleteKeyslots, findKeyslot, findVault, insertKeyslot } from "./keyslot-store.ts";
import type { OpenedVault } from "./open-at-sign-in.ts";
import { openByEscrow } from "./open-by-escrow.ts";

// The slot that a passkey's PRF result opens, and what a passkey without one can do.

type Db = Kysely<Schema>;

/** A passkey as the vault sees it: whose it is, its slot if it has one, and what its PRF gave if it gave anything. */
export interface PasskeyAnswer {
  readonly accountId: AccountId;
  readonly keyslotId: string | null;
  /** 32 bytes. */
  readonly prf: Uint8Array | null;
}

/** The vault behind the passkey's own slot; null when it has none of the present epoch, or gives another answer. */
export async function openPasskeySlot(db: Db, passkey: PasskeyAnswer): Promise<OpenedVault | null> {
  const { accountId, keyslotId, prf } = passkey;
  if (keyslotId === null || prf === null) return null;
  const slot = await findKeyslot(db, keyslotId);
  const epoch = (await findVault(db, accountId))?.vault_epoch;
  if (slot === null || slot.epoch !== epoch || slot.account_id !== accountId) return null;
  try {
    const slotKey = passkeySlotKey(prf, { accountId, slotId: slot.id });
    const place = { accountId, slotId: slot.id, kind: "passkey", epoch } as const;
    return { epoch, vaultKey: openVaultKey(slotKey, place, slot.sealed_key) };
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}

/**
 * Opens the vault for somebody who has just used a passkey: by its slot, else a managed vault through escrow. A
 * sealed one stays locked then.
 * @throws AppError keys.unavailable when only escrow could open it and the key provider is away
 */
export async function openByPasskey(rooms: Rooms, passkey: PasskeyAnswer): Promise<OpenedVault | null> {
  const own = await openPasskeySlot(rooms.database.db, passkey);
  return own ?? (await openByEscrow(rooms, passkey.accountId));
}

/**
 * Gives the passkey a slot, in the caller's transaction, where it has none that its PRF result opens. Returns the
 * slot's id; null when there was nothing to do, or the vault key has been replaced since it was opened. The PRF
 * result is kept nowhere.
 */
export async function regainPasskeySlot(
  transaction: Db,
  rooms: Rooms,
  passkey: PasskeyAnswer,
  vault: { readonly epoch: number; readonly vaultKey: Uint8Array },
): Promise<string | null> {
  const { accountId, keyslotId, prf } = passkey;
  const { epoch, vaultKey } = vault;
  if (prf === null || (await openPasskeySlot(transaction, passkey)) !== null) return null;
  if (keyslotId !== null) await deleteKeyslots(transaction, [keyslotId]);
  const id = rooms.newId();
  const slotKey = passkeySlotKey(prf, { accountId, slotId: id });
  const place = { accountId, slotId: id, kind: "passkey", epoch } as const;
  await insertKeyslot(
    transaction,
    bareSlot({
      id,
      account_id: accountId,
      kind: "passkey",
      epoch,
      sealed_key: sealVaultKey(slotKey, place, vaultKey),
      created_at: rooms.clock(),
    }),
  );
  // Looked at after the first write, when nobody else can change it before the transaction ends.
  if ((await findVault(transaction, accountId))?.vault_epoch === epoch) return id;
  await deleteKeyslots(transaction, [id]);
  return null;
}

/** Deletes the slot of a passkey that goes. */
export async function deletePasskeySlot(transaction: Db, slotId: string): Promise<void> {
  await deleteKeyslots(transaction, [slotId]);
}
