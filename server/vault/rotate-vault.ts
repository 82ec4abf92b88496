import type { VaultMode } from "#contract/instance.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { holdsPassword } from "../accounts/check-password.ts";
import { type Guessed, recordFailure, requireNoWait } from "../accounts/limit-tries.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { equalBytes } from "../crypto/digest.ts";
import { recoverySlotKey, sealVaultKey } from "../crypto/keyslots.ts";
import { newKey } from "../crypto/random.ts";
import { parseRecoveryCode } from "../crypto/recovery-code.ts";
import { fingerprint } from "../crypto/vault-keys.ts";
import type { Keyslots } from "../database/schema.ts";
import { AppError } from "../errors.ts";
import { notePasskeyUse } from "../passkeys/note-passkey-use.ts";
import type { Rooms } from "../rooms.ts";
import { beginEpoch, type NextEpoch } from "./begin-epoch.ts";
import { newEscrowSlot } from "./escrow-slot.ts";
import { bareSlot, findVault, listKeyslots } from "./keyslot-store.ts";
import { newPasswordSlot } from "./password-slot.ts";
import { type NewKeyProof, proveForNewKey } from "./prove-for-new-key.ts";
import { openRecoverySlot, recordKitRefused } from "./recovery-kit.ts";
import { reportDamaged, resealKeys } from "./reseal-vault.ts";
import { findBridge } from "./rotation-store.ts";

// Replacing the vault key. One transaction makes the next epoch with slots for this password or passkey, this
// session, the new kit and, in a managed vault, escrow; every other slot ends. A bridge leads from the new key to the former
// one, never back, until the data keys have been sealed anew (reseal-vault.ts).

export interface Rotation extends NewKeyProof {
  /** The code of the pending kit, typed back. */
  readonly recoveryCode: string;
  readonly mode: VaultMode;
  readonly resealPictures: boolean;
}

export interface RotatedVault {
  readonly token: string;
  readonly epoch: number;
  readonly vaultKey: Uint8Array;
}

/**
 * @throws AppError vault.rotating while an earlier rotation is not done, vault.key-mismatch, reauthentication.failed,
 * passkey.opens-nothing, passkey.off, vault.kit-mismatch, vault-mode.not-offered, credentials.wait, keys.unavailable
 */
export async function rotateVault(
  rooms: Rooms,
  caller: Unlocked,
  asked: Rotation,
  origin: Origin,
): Promise<RotatedVault> {
  const { accountId, sessionId, vault } = caller;
  const { db } = rooms.database;
  const isSealing = asked.mode === "sealed" && caller.vaultMode === "managed";
  if (isSealing && rooms.config.vault === "managed") throw new AppError("vault-mode.not-offered");
  const former = await findBridge(db, accountId);
  if (former?.damaged_keys === null) throw new AppError("vault.rotating");
  const proved = await proveForNewKey(rooms, caller, asked, origin);
  await requirePendingKit(rooms, caller, asked.recoveryCode);
  await requireKeyOnRecord(rooms, caller);
  // What did not open the last time is tried once more, before the way to its key goes.
  if (former !== null) reportDamaged(rooms, accountId, await resealKeys(rooms, accountId, vault));
  const owner = { accountId, epoch: vault.epoch + 1 };
  const vaultKey = newKey();
  const slots = [
    ...(proved.by === "password" ? [newPasswordSlot(rooms, owner, proved.hashed, vaultKey)] : []),
    newRecoverySlot(rooms, owner, asked.recoveryCode, vaultKey),
  ];
  const escrow = asked.mode === "managed" ? await newEscrowSlot(rooms, owner, vaultKey) : null;
  rooms.reached("vault.slots-sealed");
  const token = await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const next = { epoch: owner.epoch, vaultKey };
    const wanted: NextEpoch = {
      mode: asked.mode,
      former: vault,
      next,
      indexKey: vault.indexKey,
      slots,
      escrow,
      sessionId,
      resealBefore: asked.resealPictures ? now : null,
      kitConfirmedAt: now,
    };
    if (!(await beginEpoch(trx, accountId, wanted, now))) throw new AppError("vault.rotating");
    // Changed since it was proved: the next sign-in would open nothing.
    if (proved.by === "password" && !(await holdsPassword(trx, accountId, proved.hashed))) {
      throw new AppError("reauthentication.failed");
    }
    const renewed = await renewToken(trx, rooms, { accountId, sessionId }, next);
    if (proved.by === "passkey") {
      const opens = await notePasskeyUse(trx, rooms, proved.used, { token: renewed, vault: next });
      // Removed a moment ago: nothing but the kit would open a sealed vault.
      if (!opens) throw new AppError("reauthentication.failed");
    }
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.vaultRotated(to, asked.mode, origin, now));
    await recordAudit(trx, rooms, { action: "vault.rotated", accountId });
    rooms.reached("vault.epoch-written");
    return renewed;
  });
  rooms.reached("vault.rotated");
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return { token, epoch: owner.epoch, vaultKey };
}

/**
 * What opened a slot must also be the key that the account's row names: a bridge to another would lead to none of
 * the pictures, and every slot of the right one would be gone.
 */
async function requireKeyOnRecord(rooms: Rooms, { accountId, vault }: Unlocked): Promise<void> {
  const { db } = rooms.database;
  const row = await findVault(db, accountId);
  if (row?.vault_epoch !== vault.epoch) throw new AppError("vault.rotating");
  const recorded = row.vault_fingerprint;
  if (recorded !== null && equalBytes(fingerprint(vault.vaultKey), recorded)) return;
  await db
    .transaction()
    .execute((trx) => recordAudit(trx, rooms, { action: "vault.key-mismatch", accountId }));
  rooms.log.error({ accountId }, "the opened vault key is not the one on record, and was not replaced");
  throw new AppError("vault.key-mismatch");
}

async function requirePendingKit(rooms: Rooms, caller: Unlocked, code: string): Promise<void> {
  const guessed: Guessed = { what: "vault", account: `${caller.accountId}/kit`, browser: null };
  await requireNoWait(rooms, guessed);
  const slots = await listKeyslots(rooms.database.db, caller.accountId, "recovery");
  const typed = slots.some((slot) => slot.confirmed_at === null && openRecoverySlot(slot, code) !== null);
  if (typed) return;
  await recordFailure(rooms, guessed);
  await recordKitRefused(rooms, caller);
  throw new AppError("vault.kit-mismatch");
}

function newRecoverySlot(
  rooms: Rooms,
  owner: { accountId: Unlocked["accountId"]; epoch: number },
  code: string,
  vaultKey: Uint8Array,
): Keyslots {
  const { accountId, epoch } = owner;
  const id = rooms.newId();
  const secret = parseRecoveryCode(code);
  if (secret === null) throw new AppError("vault.kit-mismatch");
  const slotKey = recoverySlotKey(secret, { accountId, slotId: id });
  const now = rooms.clock();
  return {
    ...bareSlot({
      id,
      account_id: accountId,
      kind: "recovery",
      epoch,
      sealed_key: sealVaultKey(slotKey, { accountId, slotId: id, kind: "recovery", epoch }, vaultKey),
      created_at: now,
    }),
    confirmed_at: now,
  };
}
