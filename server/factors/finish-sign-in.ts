import { type Admitted, admitPerson, type Visit } from "../accounts/admit-person.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { endFormerSession } from "../accounts/session-life.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { type FactorProof, takeFactor } from "./take-factor.ts";
import { deleteRecovery } from "./ticket-store.ts";
import { redeemTicket } from "./tickets.ts";
import { tryTicket } from "./try-ticket.ts";

/**
 * Finishes a sign-in with a second factor. Code, ticket and session are one transaction: of two at once with
 * the same code or the same ticket exactly one gets in.
 * @throws AppError ticket.invalid, factor.wrong, credentials.wait
 */
export async function finishSignIn(
  rooms: Rooms,
  asked: { ticket: string } & FactorProof,
  visit: Visit,
): Promise<Admitted> {
  const attempt = await tryTicket(rooms, asked.ticket, visit);
  const { accountId } = attempt;
  const admitted = await rooms.database.db.transaction().execute(async (trx) => {
    if (!(await takeFactor(trx, rooms, accountId, asked))) return null;
    const redeemed = await redeemTicket(trx, asked.ticket);
    if (redeemed === null) throw new AppError("ticket.invalid");
    // Whoever has the factor did not lose it.
    if (await deleteRecovery(trx, accountId)) {
      const now = rooms.clock();
      await mailAccount(trx, rooms, accountId, (mails, to) =>
        mails.factorRecoveryCancelled(to, visit.origin, now),
      );
    }
    return await admitPerson(trx, rooms, accountId, visit, redeemed.vault);
  });
  if (admitted === null) return await attempt.refuse("factor.wrong");
  await attempt.succeed();
  await endFormerSession(rooms, visit.sessionToken);
  deliverMails(rooms);
  return admitted;
}
