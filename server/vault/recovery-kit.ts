import type { AccountId } from "#contract/ids.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { forgetFailures, type Guessed, recordFailure, requireNoWait } from "../accounts/limit-tries.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { recordAudit } from "../audit/record.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { openVaultKey, recoverySlotKey, sealVaultKey } from "../crypto/keyslots.ts";
import { newRecoveryCode, parseRecoveryCode } from "../crypto/recovery-code.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { holdEpoch } from "./hold-epoch.ts";
import {
  bareSlot,
  confirmKeyslot,
  deleteKeyslots,
  findVault,
  insertKeyslot,
  type KeyslotRow,
  listKeyslots,
  recordKitConfirmed,
} from "./keyslot-store.ts";
import type { OpenedVault } from "./open-at-sign-in.ts";
import { recordRehearsal } from "./rotation-store.ts";

// The recovery kit, in two phases: a pending code is shown once; it counts when it was typed back, and only
// then does an older one end.

/**
 * Makes a pending code and returns it, the one time it is ever seen.
 * @throws AppError vault.locked when the vault key was replaced meanwhile
 */
export async function createRecoveryKit(rooms: Rooms, caller: Unlocked): Promise<string> {
  const { accountId, vault } = caller;
  const { code, secret } = newRecoveryCode();
  const id = rooms.newId();
  const slotKey = recoverySlotKey(secret, { accountId, slotId: id });
  const place = { accountId, slotId: id, kind: "recovery", epoch: vault.epoch } as const;
  await rooms.database.db.transaction().execute(async (trx) => {
    await holdEpoch(trx, caller);
    const pending = (await listKeyslots(trx, accountId, "recovery")).filter((s) => s.confirmed_at === null);
    await deleteKeyslots(
      trx,
      pending.map((slot) => slot.id),
    );
    await insertKeyslot(
      trx,
      bareSlot({
        id,
        account_id: accountId,
        kind: "recovery",
        epoch: vault.epoch,
        sealed_key: sealVaultKey(slotKey, place, vault.vaultKey),
        created_at: rooms.clock(),
      }),
    );
    await recordAudit(trx, rooms, { action: "vault.kit-created", accountId });
  });
  return code;
}

export interface TypedBack {
  readonly recoveryCode: string;
  /** The person only tries the code in force: a kit that was begun and left does not stand in for it. */
  readonly rehearsal: boolean;
}

/**
 * @throws AppError vault.kit-mismatch when the code is not the pending one (or the confirmed one, with none pending
 * or for a rehearsal), or another one has taken its place meanwhile; credentials.wait after ten wrong ones;
 * vault.locked when the vault key was replaced meanwhile
 */
export async function confirmRecoveryKit(
  rooms: Rooms,
  caller: Unlocked,
  typed: TypedBack,
  origin: Origin,
): Promise<void> {
  const { accountId } = caller;
  const guessed: Guessed = { what: "vault", account: `${accountId}/kit`, browser: null };
  await requireNoWait(rooms, guessed);
  const { db } = rooms.database;
  const slots = await listKeyslots(db, accountId, "recovery");
  // While a new kit waits, only its own code counts: the old one typed back would prove nothing.
  const waiting = slots.filter((slot) => slot.confirmed_at === null);
  const inForce = slots.filter((slot) => slot.confirmed_at !== null);
  const asked = waiting.length > 0 && !typed.rehearsal ? waiting : inForce;
  const found = asked.find((slot) => openRecoverySlot(slot, typed.recoveryCode) !== null);
  if (found === undefined) {
    await recordFailure(rooms, guessed);
    await recordKitRefused(rooms, caller);
    throw new AppError("vault.kit-mismatch");
  }
  await forgetFailures(rooms, guessed);
  if (found.confirmed_at !== null) {
    // A rehearsal: the person has seen that the code still works.
    await recordRehearsal(db, accountId, rooms.clock());
    return;
  }
  await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    await holdEpoch(trx, caller);
    // Made anew in another window since: the old code must not go for one that opens nothing any more.
    if (!(await confirmKeyslot(trx, found.id, now))) throw new AppError("vault.kit-mismatch");
    await deleteKeyslots(
      trx,
      slots.filter((slot) => slot.id !== found.id).map((slot) => slot.id),
    );
    await recordKitConfirmed(trx, accountId, now);
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.recoveryCodeInForce(to, origin, now));
    await recordAudit(trx, rooms, { action: "vault.kit-confirmed", accountId });
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
}

/** Writes into the audit trail that a code was typed which is not the one that was asked for. */
export async function recordKitRefused(rooms: Rooms, { accountId, sessionId }: Unlocked): Promise<void> {
  await rooms.database.db
    .transaction()
    .execute((trx) =>
      recordAudit(trx, rooms, { action: "vault.kit-refused", accountId, subjectId: sessionId }),
    );
}

/** The vault behind the account's confirmed kit, when the code is its own; null otherwise. */
export async function openByRecoveryCode(
  rooms: Rooms,
  accountId: AccountId,
  text: string,
): Promise<OpenedVault | null> {
  const { db } = rooms.database;
  const epoch = (await findVault(db, accountId))?.vault_epoch;
  for (const slot of await listKeyslots(db, accountId, "recovery")) {
    if (slot.epoch !== epoch || slot.confirmed_at === null) continue;
    const vaultKey = openRecoverySlot(slot, text);
    if (vaultKey !== null) return { epoch, vaultKey };
  }
  return null;
}

/** The vault key behind a recovery slot, when the code is its own; null otherwise. */
export function openRecoverySlot(slot: KeyslotRow, text: string): Buffer | null {
  const secret = parseRecoveryCode(text);
  if (secret === null) return null;
  const { account_id: accountId, id: slotId, epoch } = slot;
  try {
    const slotKey = recoverySlotKey(secret, { accountId, slotId });
    return openVaultKey(slotKey, { accountId, slotId, kind: "recovery", epoch }, slot.sealed_key);
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}
