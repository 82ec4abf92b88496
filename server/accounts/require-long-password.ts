import type { AccountId } from "#contract/ids.ts";
import { AppError } from "../errors.ts";
import { asksForFactor } from "../factors/find-factors.ts";
import type { Rooms } from "../rooms.ts";
import { holdVerifier } from "./account-store.ts";

/**
 * Looked at after a factor was removed, inside the caller's transaction: a password that only an account with a second
 * factor may have is replaced by a longer one first. Of two who together remove the last two, the second waits here.
 * @throws AppError factor.password-too-short
 */
export async function requireLongPassword(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  accountId: AccountId,
): Promise<void> {
  if (rooms.config.passwordPolicy !== "nist") return;
  const verifier = await holdVerifier(transaction, accountId);
  if (verifier === null || verifier.needs_factor_at === null) return;
  if (!(await asksForFactor(rooms, accountId, transaction))) throw new AppError("factor.password-too-short");
}
