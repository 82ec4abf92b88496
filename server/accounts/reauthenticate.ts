import { LIMITS } from "#contract/limits.ts";
import type { PasskeyProof } from "#contract/passkey-proof.ts";
import type { Origin, SignedIn } from "../access/caller.ts";
import { isFresh } from "../access/may.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { proveFactor } from "../factors/prove-factor.ts";
import type { FactorProof } from "../factors/take-factor.ts";
import { notePasskeyUse } from "../passkeys/note-passkey-use.ts";
import { verifyPasskey } from "../passkeys/verify-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { regainPasswordSlot } from "../vault/open-at-sign-in.ts";
import { checkPassword } from "./check-password.ts";
import { forgetFailures, type Guessed, requireNoWait } from "./limit-tries.ts";
import { refuseGuess } from "./refuse-guess.ts";
import { renewAfterProof } from "./session-life.ts";

/** Password and second factor, or a passkey, which is both at once. */
export interface Proof extends FactorProof {
  readonly password?: string | undefined;
  readonly passkey?: PasskeyProof | undefined;
}

/**
 * Who one is, proved again for dangerous acts. Returns the session's new token and until when it counts.
 * @throws AppError reauthentication.failed, factor.required, factor.wrong, credentials.wait
 */
export async function reauthenticate(
  rooms: Rooms,
  caller: SignedIn,
  proof: Proof,
  origin: Origin,
): Promise<{ token: string; until: number }> {
  const { accountId, sessionId, vault } = caller;
  const guessed: Guessed = { what: "vault", account: accountId, browser: null };
  const subject = { accountId, subjectId: sessionId };
  await requireNoWait(rooms, guessed);
  const used =
    proof.passkey === undefined
      ? null
      : await verifyPasskey(rooms, proof.passkey, { purpose: "reauthentication", accountId });
  const hashed =
    used === null && proof.password !== undefined
      ? await checkPassword(rooms, accountId, proof.password)
      : null;
  if (used === null && hashed === null) {
    await refuseGuess(rooms, caller, guessed, origin, { action: "session.proof-refused" });
    throw new AppError("reauthentication.failed");
  }
  await forgetFailures(rooms, guessed);
  if (used === null) await proveFactor(rooms, caller, proof);
  const now = rooms.clock();
  const token = await rooms.database.db.transaction().execute(async (trx) => {
    if (hashed !== null && vault !== null) await regainPasswordSlot(trx, rooms, accountId, hashed, vault);
    const renewed = await renewAfterProof(trx, rooms, { accountId, sessionId }, vault);
    if (used !== null) await notePasskeyUse(trx, rooms, used, { token: renewed, vault });
    const personal = { by: used === null ? "password" : "passkey" };
    await recordAudit(trx, rooms, { ...subject, action: "session.proved", personal });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  return { token, until: now + LIMITS.reauthenticationSeconds * 1000 };
}

/** Until when the caller's last proof counts for dangerous acts, as an instant; null when it no longer does. */
export function reauthenticatedUntil(caller: SignedIn, now: number): string | null {
  if (caller.reauthenticatedAt === null || !isFresh(caller, now)) return null;
  return new Date(caller.reauthenticatedAt + LIMITS.reauthenticationSeconds * 1000).toISOString();
}
