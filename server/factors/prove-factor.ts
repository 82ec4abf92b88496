import type { SignedIn } from "../access/caller.ts";
import { forgetFailures, type Guessed, recordFailure, requireNoWait } from "../accounts/limit-tries.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { hasFactor } from "./find-factors.ts";
import { type FactorProof, takeFactor } from "./take-factor.ts";

/**
 * Asks the signed-in person's second factor as well, where there is one. Wrong codes count for this session
 * alone, so nobody can make another one wait.
 * @throws AppError factor.required when a code is missing, factor.wrong, credentials.wait
 */
export async function proveFactor(rooms: Rooms, caller: SignedIn, proof: FactorProof): Promise<void> {
  const { accountId, sessionId } = caller;
  const { db } = rooms.database;
  if (!(await hasFactor(db, accountId))) return;
  if (proof.totp === undefined && proof.backupCode === undefined) throw new AppError("factor.required");
  const guessed: Guessed = { what: "factor", account: `${accountId}/${sessionId}`, browser: null };
  await requireNoWait(rooms, guessed);
  const good = await db.transaction().execute((trx) => takeFactor(trx, rooms, accountId, proof));
  if (!good) {
    await recordFailure(rooms, guessed);
    await db
      .transaction()
      .execute((trx) =>
        recordAudit(trx, rooms, { action: "factor.refused", accountId, subjectId: sessionId }),
      );
    throw new AppError("factor.wrong");
  }
  await forgetFailures(rooms, guessed);
}
