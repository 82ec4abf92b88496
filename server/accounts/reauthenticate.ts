import { LIMITS } from "#contract/limits.ts";
import type { SignedIn } from "../access/caller.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { checkPassword } from "./check-password.ts";
import { forgetFailures, type Guessed, recordFailure, requireNoWait } from "./limit-tries.ts";
import { renewToken } from "./session-life.ts";
import { recordReauthentication } from "./session-store.ts";

/**
 * The password again, for dangerous acts. Returns the session's new token and until when it counts.
 * @throws AppError reauthentication.failed, credentials.wait
 */
export async function reauthenticate(
  rooms: Rooms,
  caller: SignedIn,
  password: string,
): Promise<{ token: string; until: number }> {
  const { accountId, sessionId, vault } = caller;
  const guessed: Guessed = { what: "vault", account: accountId, browser: null };
  await requireNoWait(rooms, guessed);
  if ((await checkPassword(rooms, accountId, password)) === null) {
    await recordFailure(rooms, guessed);
    throw new AppError("reauthentication.failed");
  }
  await forgetFailures(rooms, guessed);
  const now = rooms.clock();
  const token = await rooms.database.db.transaction().execute(async (trx) => {
    await recordReauthentication(trx, sessionId, now);
    return await renewToken(trx, rooms, { accountId, sessionId }, vault);
  });
  rooms.forgetting.forget(accountId);
  return { token, until: now + LIMITS.reauthenticationSeconds * 1000 };
}
