import type { AccountId } from "#contract/ids.ts";
import { sha256 } from "../crypto/digest.ts";
import { randomBytes } from "../crypto/random.ts";
import type { ChallengePurpose } from "../database/schema.ts";
import type { Rooms } from "../rooms.ts";
import { deleteExpiredChallenges, insertChallenge, takeChallenge, trimChallenges } from "./passkey-store.ts";

// Challenges: 32 random bytes for a passkey to sign, once, within five minutes, for one purpose and, where it is
// known, one account. Strangers can ask for them, so only so many are kept: the oldest go first.

export const CHALLENGE_MILLISECONDS = 5 * 60_000;
const KEPT_PER_ACCOUNT = 20;
const KEPT_FOR_STRANGERS = 10_000;

export interface ChallengeUse {
  readonly purpose: ChallengePurpose;
  /** Null for sign-in, where nobody has said who they are. */
  readonly accountId: AccountId | null;
}

/** A new challenge, base64url. */
export async function newChallenge(rooms: Rooms, use: ChallengeUse): Promise<string> {
  const challenge = randomBytes(32);
  const now = rooms.clock();
  await rooms.database.db.transaction().execute(async (trx) => {
    await deleteExpiredChallenges(trx, now);
    await insertChallenge(trx, {
      hash: sha256(challenge),
      purpose: use.purpose,
      account_id: use.accountId,
      expires_at: now + CHALLENGE_MILLISECONDS,
    });
    await trimChallenges(trx, use.accountId, use.accountId === null ? KEPT_FOR_STRANGERS : KEPT_PER_ACCOUNT);
  });
  return challenge.toString("base64url");
}

/** Uses a challenge up, whatever becomes of the answer; false when it was not given out for this. */
export function redeemChallenge(rooms: Rooms, challenge: string, use: ChallengeUse): Promise<boolean> {
  const hash = sha256(Buffer.from(challenge, "base64url"));
  return takeChallenge(rooms.database.db, { hash, ...use }, rooms.clock());
}
