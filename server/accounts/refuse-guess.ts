import type { Origin, SignedIn } from "../access/caller.ts";
import { type AuditEntry, recordAudit } from "../audit/record.ts";
import type { Rooms } from "../rooms.ts";
import { type Guessed, recordFailure } from "./limit-tries.ts";
import { deliverMails, mailAccount } from "./mail-account.ts";

/**
 * Counts a wrong proof of somebody who is signed in already, and writes it into the audit trail. The person is told by
 * mail when the pause begins: it is somebody with a device of theirs.
 */
export async function refuseGuess(
  rooms: Rooms,
  caller: SignedIn,
  guessed: Guessed,
  origin: Origin,
  entry: Pick<AuditEntry, "action" | "personal">,
): Promise<void> {
  const { accountId, sessionId } = caller;
  const pauseBegan = await recordFailure(rooms, guessed);
  await rooms.database.db.transaction().execute(async (trx) => {
    if (pauseBegan) {
      const now = rooms.clock();
      await mailAccount(trx, rooms, accountId, (mails, to) => mails.guessedInside(to, origin, now));
    }
    await recordAudit(trx, rooms, { ...entry, accountId, subjectId: sessionId });
  });
  if (pauseBegan) deliverMails(rooms);
}
