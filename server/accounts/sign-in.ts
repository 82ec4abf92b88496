import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { type FactorKind, findFactors } from "../factors/find-factors.ts";
import { issueTicket } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import { openAtSignIn } from "../vault/open-at-sign-in.ts";
import { accountMails } from "./account-mails.ts";
import { type AccountRow, findAccountByEmail } from "./account-store.ts";
import { type Admitted, admitPerson, knownBrowserOf, type Visit } from "./admit-person.ts";
import { checkPassword, holdsPassword } from "./check-password.ts";
import { admitTry, forgetFailures, type Guessed, recordFailure, requireNoWait } from "./limit-tries.ts";
import { deliverMails } from "./mail-account.ts";
import { endFormerSession } from "./session-life.ts";

// Sign-in by password. Unknown and known addresses answer alike, in words, status and cost. Where a second
// factor is set the password gives a ticket and nothing else.

export interface FactorAwaited {
  readonly ticket: string;
  readonly factors: readonly FactorKind[];
}

/** @throws AppError credentials.wrong, credentials.wait, unavailable, keys.unavailable */
export async function signIn(
  rooms: Rooms,
  credentials: { email: string; password: string },
  visit: Visit,
): Promise<Admitted | FactorAwaited> {
  const { db } = rooms.database;
  const tried = await admitTry(rooms, "sign-in", visit.origin.address);
  const found = await findAccountByEmail(db, credentials.email);
  const browser = found === null ? null : await knownBrowserOf(db, found.id, visit.browserToken);
  const guessed: Guessed = { what: "password", account: credentials.email, browser };
  await requireNoWait(rooms, guessed);
  const hashed = await checkPassword(rooms, found?.id ?? null, credentials.password);
  if (hashed === null || found === null || found.disabled_at !== null) {
    await refuse(rooms, found, guessed, visit.origin);
    throw new AppError("credentials.wrong");
  }
  await forgetFailures(rooms, guessed);
  const vault = await openAtSignIn(rooms, found.id, hashed);
  const answer = await db.transaction().execute(async (trx) => {
    await holdAccount(trx, found.id);
    // Replaced since it was checked: that has ended every session and ticket, and this one must not come after it.
    if (!(await holdsPassword(trx, found.id, hashed))) return null;
    const factors = await findFactors(rooms, found.id, trx);
    if (factors.length > 0) return { ticket: await issueTicket(trx, rooms, found.id, vault), factors };
    return await admitPerson(trx, rooms, found.id, visit, vault);
  });
  if (answer === null) return await signIn(rooms, credentials, visit);
  // Not refunded: who has a password but no code makes no more tickets than others make mistakes.
  if ("ticket" in answer) return answer;
  await tried.refund();
  await endFormerSession(rooms, visit.sessionToken);
  deliverMails(rooms);
  return answer;
}

async function refuse(
  rooms: Rooms,
  account: AccountRow | null,
  guessed: Guessed,
  origin: Origin,
): Promise<void> {
  const pauseBegan = await recordFailure(rooms, guessed);
  await rooms.database.db.transaction().execute(async (trx) => {
    if (pauseBegan && account !== null) {
      const mail = accountMails(rooms.config.origin, account.language).tooManyTries(
        account.email,
        rooms.clock(),
      );
      await rooms.mail.enqueue(trx, mail);
    }
    await recordAudit(trx, rooms, {
      action: "session.refused",
      accountId: account?.id ?? null,
      personal: { address: origin.address, device: origin.device },
    });
  });
  if (pauseBegan) deliverMails(rooms);
}
