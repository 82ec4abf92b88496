import type { BegunTotp } from "#contract/factors.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { forgetFailures, type Guessed, recordFailure, requireNoWait } from "../accounts/limit-tries.ts";
import { addressOf, deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { newTotpSecret, openTotpSecret, sealTotpSecret } from "../crypto/credentials.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { replaceBackupCodes } from "./backup-codes.ts";
import {
  deletePendingTotps,
  deleteTotps,
  findPendingTotp,
  insertTotp,
  recordTotpConfirmed,
} from "./factor-store.ts";
import { qrPath } from "./qr-path.ts";
import { deleteRecovery } from "./ticket-store.ts";
import { endTickets } from "./tickets.ts";
import { totpForApp, totpStepOf } from "./totp.ts";

// Adding an authenticator, in two phases: a secret that waits, and a code of it that makes it count. Until then
// an older authenticator stays good, so that a new phone leaves no gap.

export const PENDING_MILLISECONDS = 3_600_000;

/** Makes a new secret and returns it, the one time it is ever seen. */
export async function beginTotp(rooms: Rooms, caller: Unlocked): Promise<BegunTotp> {
  const { accountId } = caller;
  const secret = newTotpSecret();
  const id = rooms.newId();
  const label = await addressOf(rooms, accountId);
  await rooms.database.db.transaction().execute(async (trx) => {
    await deletePendingTotps(trx, accountId);
    await insertTotp(trx, {
      id,
      account_id: accountId,
      sealed_secret: sealTotpSecret(rooms.secrets.credentialsKey, { accountId, totpId: id }, secret),
      last_step: 0,
      created_at: rooms.clock(),
      confirmed_at: null,
    });
    await recordAudit(trx, rooms, { action: "factor.begun", accountId });
  });
  const shown = totpForApp(secret, label);
  return { ...shown, qr: qrPath(shown.uri) };
}

/**
 * Lets the waiting authenticator count. Sign-ins that wait for a former one end.
 * @returns ten backup codes, and the session's new token
 * @throws AppError factor.not-begun, factor.wrong, credentials.wait
 */
export async function confirmTotp(
  rooms: Rooms,
  caller: Unlocked,
  code: string,
  origin: Origin,
): Promise<{ backupCodes: string[]; token: string }> {
  const { accountId, sessionId, vault } = caller;
  const guessed: Guessed = { what: "factor", account: `${accountId}/enrolment`, browser: null };
  await requireNoWait(rooms, guessed);
  const confirmed = await rooms.database.db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const pending = await findPendingTotp(trx, accountId, now - PENDING_MILLISECONDS);
    if (pending === null) throw new AppError("factor.not-begun");
    const place = { accountId, totpId: pending.id };
    const secret = openTotpSecret(rooms.secrets.credentialsKey, place, pending.sealed_secret);
    const step = totpStepOf(secret, code, now);
    if (step === null) return null;
    // The code is spent with this, as any other.
    if (!(await recordTotpConfirmed(trx, pending.id, step, now))) throw new AppError("factor.not-begun");
    await deleteTotps(trx, accountId, pending.id);
    const backupCodes = await replaceBackupCodes(trx, rooms, accountId);
    await endTickets(trx, accountId);
    await deleteRecovery(trx, accountId);
    const token = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.factorAdded(to, origin, now));
    await recordAudit(trx, rooms, { action: "factor.added", accountId });
    return { backupCodes, token };
  });
  if (confirmed === null) {
    await recordFailure(rooms, guessed);
    throw new AppError("factor.wrong");
  }
  await forgetFailures(rooms, guessed);
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return confirmed;
}
