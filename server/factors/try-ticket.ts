import type { AccountId } from "#contract/ids.ts";
import type { ProblemCode } from "#contract/problems.ts";
import type { Origin } from "../access/caller.ts";
import { knownBrowserOf, type Visit } from "../accounts/admit-person.ts";
import {
  admitTry,
  forgetFailures,
  type Guessed,
  recordFailure,
  requireNoWait,
} from "../accounts/limit-tries.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { recordAudit } from "../audit/record.ts";
import { tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { countTicketTry, findTicket } from "./ticket-store.ts";
import { endTicket, TICKET_TRIES } from "./tickets.ts";

/** One try with a ticket: whose it is, and what to do when it fails or succeeds. */
export interface TicketTry {
  readonly accountId: AccountId;
  /** Counts a wrong code and refuses it; the fifth ends the ticket. */
  refuse(code: ProblemCode): Promise<never>;
  succeed(): Promise<void>;
}

/**
 * Counts a try of a ticket before anything is compared, so that parallel ones are no more than five either.
 * @throws AppError ticket.invalid, credentials.wait
 */
export async function tryTicket(rooms: Rooms, ticket: string, visit: Visit): Promise<TicketTry> {
  const { db } = rooms.database;
  const tried = await admitTry(rooms, "factor", visit.origin.address);
  const hash = tokenHash("ticket", ticket);
  const row = await findTicket(db, hash, rooms.clock());
  if (row === null) throw new AppError("ticket.invalid");
  const accountId = row.account_id;
  const browser = await knownBrowserOf(db, accountId, visit.browserToken);
  const guessed: Guessed = { what: "factor", account: accountId, browser };
  await requireNoWait(rooms, guessed);
  const tries = await countTicketTry(db, hash, TICKET_TRIES);
  if (tries === null) throw new AppError("ticket.invalid");
  return {
    accountId,
    async refuse(code) {
      const pauseBegan = await recordFailure(rooms, guessed);
      await db.transaction().execute(async (trx) => {
        if (tries === TICKET_TRIES) await endTicket(trx, row);
        await recordRefusal(trx, rooms, accountId, visit.origin, pauseBegan);
      });
      if (pauseBegan) deliverMails(rooms);
      throw new AppError(code);
    },
    async succeed() {
      await forgetFailures(rooms, guessed);
      await tried.refund();
    },
  };
}

async function recordRefusal(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  accountId: AccountId,
  origin: Origin,
  pauseBegan: boolean,
): Promise<void> {
  const now = rooms.clock();
  if (pauseBegan) {
    await mailAccount(transaction, rooms, accountId, (mails, to) => mails.tooManyCodes(to, origin, now));
  }
  await recordAudit(transaction, rooms, {
    action: "factor.refused",
    accountId,
    personal: { address: origin.address, device: origin.device },
  });
}
