import { LIMITS } from "#contract/limits.ts";
import type { SignedIn } from "../access/caller.ts";
import { isFresh } from "../access/may.ts";
import { AppError } from "../errors.ts";
import { proveFactor } from "../factors/prove-factor.ts";
import type { FactorProof } from "../factors/take-factor.ts";
import type { Rooms } from "../rooms.ts";
import { checkPassword } from "./check-password.ts";
import { forgetFailures, type Guessed, recordFailure, requireNoWait } from "./limit-tries.ts";
import { renewAfterProof } from "./session-life.ts";

/**
 * The password again, and the second factor where one is set, for dangerous acts. Returns the session's new token and until when it counts.
 * @throws AppError reauthentication.failed, factor.required, factor.wrong, credentials.wait
 */
export async function reauthenticate(
  rooms: Rooms,
  caller: SignedIn,
  proof: { password: string } & FactorProof,
): Promise<{ token: string; until: number }> {
  const { accountId, sessionId, vault } = caller;
  const guessed: Guessed = { what: "vault", account: accountId, browser: null };
  await requireNoWait(rooms, guessed);
  if ((await checkPassword(rooms, accountId, proof.password)) === null) {
    await recordFailure(rooms, guessed);
    throw new AppError("reauthentication.failed");
  }
  await forgetFailures(rooms, guessed);
  await proveFactor(rooms, caller, proof);
  const now = rooms.clock();
  const token = await rooms.database.db
    .transaction()
    .execute((trx) => renewAfterProof(trx, rooms, { accountId, sessionId }, vault));
  rooms.forgetting.forget(accountId);
  return { token, until: now + LIMITS.reauthenticationSeconds * 1000 };
}

/** Until when the caller's last proof counts for dangerous acts, as an instant; null when it no longer does. */
export function reauthenticatedUntil(caller: SignedIn, now: number): string | null {
  if (caller.reauthenticatedAt === null || !isFresh(caller, now)) return null;
  return new Date(caller.reauthenticatedAt + LIMITS.reauthenticationSeconds * 1000).toISOString();
}
