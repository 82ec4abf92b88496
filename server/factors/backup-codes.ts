import type { AccountId } from "#contract/ids.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { backupCodeHash, newBackupCode, parseBackupCode } from "../crypto/credentials.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { findTotp, putBackupCodes } from "./factor-store.ts";

const CODES = 10;

/** Ten new codes in the place of all former ones, inside the caller's transaction. They are seen this once. */
export async function replaceBackupCodes(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  accountId: AccountId,
): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newBackupCode);
  const key = rooms.secrets.credentialsKey;
  const hashes = codes.map((code) => backupCodeHash(key, accountId, parseBackupCode(code) ?? ""));
  await putBackupCodes(transaction, accountId, hashes, rooms.clock());
  return codes;
}

/**
 * New backup codes on request, and the session's new token.
 * @throws AppError factor.absent without an authenticator
 */
export async function renewBackupCodes(
  rooms: Rooms,
  caller: Unlocked,
  origin: Origin,
): Promise<{ backupCodes: string[]; token: string }> {
  const { accountId, sessionId, vault } = caller;
  const renewed = await rooms.database.db.transaction().execute(async (trx) => {
    if ((await findTotp(trx, accountId)) === null) throw new AppError("factor.absent");
    const backupCodes = await replaceBackupCodes(trx, rooms, accountId);
    const token = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    const now = rooms.clock();
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.backupCodesRenewed(to, origin, now));
    await recordAudit(trx, rooms, { action: "factor.backup-codes-renewed", accountId });
    return { backupCodes, token };
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return renewed;
}
