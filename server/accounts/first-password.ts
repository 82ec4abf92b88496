import type { Origin, SignedIn } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { openAtSignIn } from "../vault/open-at-sign-in.ts";
import { findAccount, insertVerifier } from "./account-store.ts";
import { hashPassword, verifierRow } from "./check-password.ts";
import { hasPassword } from "./has-password.ts";
import { requireGoodPassword } from "./judge-password.ts";
import { deliverMails, mailAccount } from "./mail-account.ts";
import { renewToken } from "./session-life.ts";

/**
 * Gives an account that a provider vouched for its first password, and begins its sealed vault with it. Only before
 * there is either: nothing is replaced, and nothing is there yet that could be opened.
 * @returns the session's new token
 * @throws AppError vault.unlock-failed, password.refused
 */
export async function beginWithPassword(
  rooms: Rooms,
  caller: SignedIn,
  password: string,
  origin: Origin,
): Promise<string> {
  const { accountId, sessionId } = caller;
  const { database } = rooms;
  const account = await findAccount(database.db, accountId);
  if (account === null || account.vault_epoch !== 0 || (await hasPassword(database.db, accountId))) {
    throw new AppError("vault.unlock-failed");
  }
  requireGoodPassword(rooms.config.passwordPolicy, password, {
    email: account.email,
    displayName: account.display_name,
  });
  const hashed = await hashPassword(rooms, password);
  try {
    await database.db.transaction().execute(async (trx) => {
      await insertVerifier(trx, verifierRow(rooms, accountId, hashed));
      const now = rooms.clock();
      await mailAccount(trx, rooms, accountId, (mails, to) => mails.passwordChanged(to, origin, now));
      await recordAudit(trx, rooms, { action: "password.changed", accountId });
    });
  } catch (error) {
    // Another request was faster: its password is the one there is.
    if (database.isUniqueViolation(error)) throw new AppError("vault.unlock-failed", { cause: error });
    throw error;
  }
  const vault = await openAtSignIn(rooms, accountId, hashed);
  const token = await database.db
    .transaction()
    .execute((trx) => renewToken(trx, rooms, { accountId, sessionId }, vault));
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return token;
}
