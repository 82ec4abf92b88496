import type { Origin, Unlocked } from "../access/caller.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { insertEscrowSlot, newEscrowSlot } from "./escrow-slot.ts";
import { holdEpoch } from "./hold-epoch.ts";
import { listKeyslots } from "./keyslot-store.ts";
import { updateMode } from "./rotation-store.ts";

/**
 * Makes a sealed vault managed: the master key gets a slot. (Sealing is a rotation: rotate-vault.ts.)
 * @throws AppError vault-mode.not-offered, keys.unavailable, vault.locked when the vault key was replaced meanwhile
 */
export async function makeManaged(rooms: Rooms, caller: Unlocked, origin: Origin): Promise<void> {
  if (rooms.config.vault === "sealed") throw new AppError("vault-mode.not-offered");
  const { accountId, vault } = caller;
  const slot = await newEscrowSlot(rooms, { accountId, epoch: vault.epoch }, vault.vaultKey);
  await rooms.database.db.transaction().execute(async (trx) => {
    await holdEpoch(trx, caller);
    if ((await listKeyslots(trx, accountId, "escrow")).length > 0) return;
    await updateMode(trx, accountId, "managed");
    await insertEscrowSlot(trx, slot);
    const now = rooms.clock();
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.vaultMadeManaged(to, origin, now));
    await recordAudit(trx, rooms, { action: "vault.made-managed", accountId });
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
}
