import { type Admitted, admitPerson, type Visit } from "../accounts/admit-person.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { endFormerSession } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { openByRecoveryCode } from "../vault/recovery-kit.ts";
import { deleteFactors } from "./remove-totp.ts";
import { findRecovery, putRecovery } from "./ticket-store.ts";
import { redeemTicket } from "./tickets.ts";
import { tryTicket } from "./try-ticket.ts";

// A lost second factor: password and recovery code together replace it, a day after the person was told by mail.

type Db = Rooms["database"]["db"];

const WAIT_MILLISECONDS = 24 * 3_600_000;
/** From asking until it has to be asked for anew. */
export const RECOVERY_MILLISECONDS = WAIT_MILLISECONDS + 7 * 24 * 3_600_000;

/**
 * Asks for the replacement, or after the wait makes it: factors are removed and the person is let in.
 * @returns the admitted person, or from when on the same call will admit (milliseconds)
 * @throws AppError ticket.invalid, factor.recovery-refused, credentials.wait
 */
export async function replaceLostFactor(
  rooms: Rooms,
  asked: { ticket: string; recoveryCode: string },
  visit: Visit,
): Promise<Admitted | { readonly usableAt: number }> {
  const { db } = rooms.database;
  const attempt = await tryTicket(rooms, asked.ticket, visit);
  const { accountId } = attempt;
  if ((await openByRecoveryCode(rooms, accountId, asked.recoveryCode)) === null) {
    return await attempt.refuse("factor.recovery-refused");
  }
  const answer = await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const wish = await findRecovery(trx, accountId);
    if (wish === null || now - wish.asked_at >= RECOVERY_MILLISECONDS) {
      await beginWait(trx, rooms, accountId, visit, now);
      return { usableAt: now + WAIT_MILLISECONDS };
    }
    if (now - wish.asked_at < WAIT_MILLISECONDS) return { usableAt: wish.asked_at + WAIT_MILLISECONDS };
    const redeemed = await redeemTicket(trx, asked.ticket);
    if (redeemed === null) throw new AppError("ticket.invalid");
    await deleteFactors(trx, accountId);
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.factorReplaced(to, visit.origin, now));
    await recordAudit(trx, rooms, { action: "factor.replaced", accountId });
    return await admitPerson(trx, rooms, accountId, visit, redeemed.vault);
  });
  await attempt.succeed();
  if ("reply" in answer) {
    await endFormerSession(rooms, visit.sessionToken);
    rooms.forgetting.forget(accountId);
  }
  deliverMails(rooms);
  return answer;
}

async function beginWait(
  transaction: Db,
  rooms: Rooms,
  accountId: Parameters<typeof findRecovery>[1],
  visit: Visit,
  now: number,
): Promise<void> {
  await putRecovery(transaction, { account_id: accountId, asked_at: now });
  await mailAccount(transaction, rooms, accountId, (mails, to) =>
    mails.factorRecoveryAsked(to, now + WAIT_MILLISECONDS, visit.origin, now),
  );
  await recordAudit(transaction, rooms, {
    action: "factor.replacement-asked",
    accountId,
    personal: { address: visit.origin.address, device: visit.origin.device },
  });
}
