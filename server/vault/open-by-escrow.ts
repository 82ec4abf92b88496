import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { openEscrowSlot } from "./escrow-slot.ts";
import { findVault, listKeyslots } from "./keyslot-store.ts";
import { makeVault, type OpenedVault } from "./open-at-sign-in.ts";

/**
 * The vault of somebody who proved who they are without a secret of their own that opens it. A managed one opens
 * by the master key, and is made at the first sign-in; a sealed one stays locked, and is never made like this.
 * @throws AppError keys.unavailable
 */
export async function openByEscrow(rooms: Rooms, accountId: AccountId): Promise<OpenedVault | null> {
  const { db } = rooms.database;
  let vault = await findVault(db, accountId);
  if (vault === null || vault.vault_mode === "sealed") return null;
  if (vault.vault_epoch === 0) {
    const made = await makeVault(rooms, accountId, "managed", null);
    if (made !== null) return made;
    // Another first sign-in was faster; its vault is the one there is.
    vault = await findVault(db, accountId);
  }
  const epoch = vault?.vault_epoch;
  const slots = await listKeyslots(db, accountId, "escrow");
  const slot = slots.find((one) => one.epoch === epoch);
  return slot === undefined ? null : { epoch: slot.epoch, vaultKey: await openEscrowSlot(rooms, slot) };
}
