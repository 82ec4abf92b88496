import type { Origin, Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { asksForFactor } from "../factors/find-factors.ts";
import { endTickets } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { holdEpoch } from "../vault/hold-epoch.ts";
import { replacePasswordSlots } from "../vault/open-at-sign-in.ts";
import { accountMails } from "./account-mails.ts";
import { findAccount, putVerifier } from "./account-store.ts";
import { hashPassword, verifierRow } from "./check-password.ts";
import { needsFactor, requireGoodPassword } from "./judge-password.ts";
import { deliverMails } from "./mail-account.ts";
import { requireLongPassword } from "./require-long-password.ts";
import { renewToken } from "./session-life.ts";

/**
 * Changes the password: verifier and slot together, from one run. The person is told by mail. Returns the
 * session's new token.
 * @throws AppError password.refused, factor.password-too-short, vault.locked when the vault key was replaced meanwhile
 */
export async function changePassword(
  rooms: Rooms,
  caller: Unlocked,
  password: string,
  origin: Origin,
): Promise<string> {
  const { accountId, sessionId, vault } = caller;
  const { db } = rooms.database;
  const account = await findAccount(db, accountId);
  if (account === null) throw new AppError("session.required");
  const { passwordPolicy } = rooms.config;
  const hasFactor = await asksForFactor(rooms, accountId);
  const { email, display_name: displayName } = account;
  requireGoodPassword(passwordPolicy, password, { email, displayName, hasFactor });
  const hashed = await hashPassword(rooms, password);
  const token = await db.transaction().execute(async (trx) => {
    await holdEpoch(trx, caller);
    await putVerifier(trx, verifierRow(rooms, accountId, hashed, needsFactor(passwordPolicy, password)));
    // A factor that was removed since would leave the password alone, and too short.
    await requireLongPassword(trx, rooms, accountId);
    await endTickets(trx, accountId);
    await replacePasswordSlots(rooms, { accountId, epoch: vault.epoch }, hashed, vault.vaultKey, trx);
    const renewed = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    const mails = accountMails(rooms.config.origin, account.language);
    await rooms.mail.enqueue(trx, mails.passwordChanged(account.email, origin, rooms.clock()));
    await recordAudit(trx, rooms, { action: "password.changed", accountId });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return token;
}
