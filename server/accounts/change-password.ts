import type { Origin, Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { endTickets } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { replacePasswordSlots } from "../vault/open-at-sign-in.ts";
import { accountMails } from "./account-mails.ts";
import { findAccount, putVerifier } from "./account-store.ts";
import { hashPassword, verifierRow } from "./check-password.ts";
import { requireGoodPassword } from "./judge-password.ts";
import { deliverMails } from "./mail-account.ts";
import { renewToken } from "./session-life.ts";

/**
 * Changes the password: verifier and slot together, from one run. The person is told by mail. Returns the
 * session's new token.
 * @throws AppError password.refused
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
  requireGoodPassword(rooms.config.passwordPolicy, password, {
    email: account.email,
    displayName: account.display_name,
  });
  const hashed = await hashPassword(rooms, password);
  const token = await db.transaction().execute(async (trx) => {
    await putVerifier(trx, verifierRow(rooms, accountId, hashed));
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
