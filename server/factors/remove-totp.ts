import type { AccountId } from "#contract/ids.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { requireLongPassword } from "../accounts/require-long-password.ts";
import { renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { deleteTotps, findTotp, putBackupCodes } from "./factor-store.ts";
import { deleteRecovery } from "./ticket-store.ts";
import { endTickets } from "./tickets.ts";

/**
 * Removes the authenticator and its backup codes. Returns the session's new token.
 * @throws AppError factor.absent, factor.password-too-short
 */
export async function removeTotp(rooms: Rooms, caller: Unlocked, origin: Origin): Promise<string> {
  const { accountId, sessionId, vault } = caller;
  const token = await rooms.database.db.transaction().execute(async (trx) => {
    if ((await findTotp(trx, accountId)) === null) throw new AppError("factor.absent");
    await deleteFactors(trx, accountId);
    await requireLongPassword(trx, rooms, accountId);
    const renewed = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    const now = rooms.clock();
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.factorRemoved(to, origin, now));
    await recordAudit(trx, rooms, { action: "factor.removed", accountId });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return token;
}

/** Deletes whatever an account has of authenticators, codes, tickets and wishes, inside the caller's transaction. */
export async function deleteFactors(
  transaction: Rooms["database"]["db"],
  accountId: AccountId,
): Promise<void> {
  await deleteTotps(transaction, accountId, null);
  await putBackupCodes(transaction, accountId, [], 0);
  await endTickets(transaction, accountId);
  await deleteRecovery(transaction, accountId);
}
