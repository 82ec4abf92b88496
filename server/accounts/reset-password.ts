import type { VaultMode } from "#contract/instance.ts";
import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import { asksForFactor } from "../factors/find-factors.ts";
import { endTickets } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { deleteTokenSlots } from "../vault/session-slot.ts";
import { accountMails } from "./account-mails.ts";
import {
  countMailedTokensOf,
  deleteMailedTokensOf,
  findAccount,
  findAccountByEmail,
  findMailedToken,
  insertMailedToken,
  putVerifier,
  takeMailedToken,
} from "./account-store.ts";
import { hashPassword, verifierRow } from "./check-password.ts";
import { needsFactor, requireGoodPassword } from "./judge-password.ts";
import { admitTry } from "./limit-tries.ts";
import { endAllSessions } from "./session-life.ts";

// The forgotten-password round. A reset writes a new verifier and touches no slot of the person's own:
// a managed vault opens by escrow at the next sign-in, a sealed one stays locked until an own secret opens it.

const RESET_MILLISECONDS = 3_600_000;
const LINKS_EACH_HOUR = 3;

/** Mails a reset link, if the address has an account. Nobody can tell from the answer. */
export async function forgotPassword(rooms: Rooms, email: string, origin: Origin): Promise<void> {
  await admitTry(rooms, "mail", origin.address);
  const now = rooms.clock();
  const token = newToken();
  await rooms.database.db.transaction().execute(async (trx) => {
    const found = await findAccountByEmail(trx, email);
    const account = found === null || found.disabled_at !== null ? null : found;
    const isEnough =
      account !== null &&
      (await countMailedTokensOf(trx, account.id, now - RESET_MILLISECONDS)) >= LINKS_EACH_HOUR;
    const isMailed = account !== null && !isEnough;
    // Without somebody to mail to, a link that nobody has is written, dead from the start: a transaction that writes
    // takes longer than one that does not, and would tell who has an account.
    await insertMailedToken(trx, {
      token_hash: tokenHash("mail", token),
      purpose: "reset",
      account_id: isMailed ? account.id : null,
      email: null,
      created_at: now,
      expires_at: isMailed ? now + RESET_MILLISECONDS : now,
    });
    if (isMailed) {
      const mails = accountMails(rooms.config.origin, account.language);
      await rooms.mail.enqueue(trx, mails.resetPassword(account.email, token, origin, now));
    }
    await recordAudit(trx, rooms, {
      action: "password.forgotten",
      accountId: account?.id ?? null,
      personal: { address: origin.address, device: origin.device },
    });
  });
  void rooms.mail.deliverDue().catch(() => undefined);
}

/**
 * Sets the new password: all sessions end, the person is told.
 * @throws AppError link.invalid, password.refused (the link stays good then)
 */
export async function resetPassword(
  rooms: Rooms,
  asked: { token: string; password: string },
  origin: Origin,
): Promise<{ email: string; vault: VaultMode }> {
  const { db } = rooms.database;
  const tried = await admitTry(rooms, "link", origin.address);
  const hash = tokenHash("mail", asked.token);
  const link = await findMailedToken(db, hash, rooms.clock());
  const account =
    link?.purpose === "reset" && link.account_id !== null ? await findAccount(db, link.account_id) : null;
  if (account === null || account.disabled_at !== null) throw new AppError("link.invalid");
  const { passwordPolicy } = rooms.config;
  // A reset never removes a factor.
  const hasFactor = await asksForFactor(rooms, account.id);
  const { email, display_name: displayName } = account;
  requireGoodPassword(passwordPolicy, asked.password, { email, displayName, hasFactor });
  const hashed = await hashPassword(rooms, asked.password);
  await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    // Of two at once exactly one takes the link.
    if ((await takeMailedToken(trx, "reset", hash, now)) === null) throw new AppError("link.invalid");
    await deleteMailedTokensOf(trx, account.id, "reset");
    await putVerifier(
      trx,
      verifierRow(rooms, account.id, hashed, needsFactor(passwordPolicy, asked.password)),
    );
    await endAllSessions(trx, account.id, null);
    await deleteTokenSlots(trx, account.id);
    await endTickets(trx, account.id);
    await rooms.mail.enqueue(
      trx,
      accountMails(rooms.config.origin, account.language).passwordWasReset(account.email, origin, now),
    );
    await recordAudit(trx, rooms, {
      action: "password.reset",
      accountId: account.id,
      personal: { address: origin.address },
    });
  });
  rooms.forgetting.forget(account.id);
  await tried.refund();
  void rooms.mail.deliverDue().catch(() => undefined);
  return { email: account.email, vault: account.vault_mode };
}
