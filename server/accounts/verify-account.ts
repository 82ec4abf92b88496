import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { deletePendingOf, findPendingByToken, insertAccount, putVerifier } from "./account-store.ts";
import { admitTry } from "./limit-tries.ts";
import { newAccount } from "./register-account.ts";

/**
 * Confirms an address: its registration becomes an account, and all others of the address end.
 * @returns the address
 * @throws AppError link.invalid
 */
export async function verifyAccount(rooms: Rooms, token: string, origin: Origin): Promise<string> {
  const { database } = rooms;
  const tried = await admitTry(rooms, "link", origin.address);
  const hash = tokenHash("mail", token);
  try {
    const email = await database.db.transaction().execute(async (trx) => {
      const now = rooms.clock();
      const pending = await findPendingByToken(trx, hash, now);
      if (pending === null) throw new AppError("link.invalid");
      await insertAccount(trx, {
        ...newAccount(pending.id, pickWanted(pending), now),
        email_confirmed_at: now,
      });
      await putVerifier(trx, {
        account_id: pending.id,
        verifier: pending.verifier,
        salt: pending.salt,
        hash_version: pending.hash_version,
        pepper_version: pending.pepper_version,
        created_at: pending.created_at,
        needs_factor_at: null,
      });
      await deletePendingOf(trx, pending.email);
      await recordAudit(trx, rooms, { action: "account.created", accountId: pending.id });
      return pending.email;
    });
    await tried.refund();
    return email;
  } catch (error) {
    // Somebody confirmed the same address a moment ago.
    if (database.isUniqueViolation(error)) throw new AppError("link.invalid", { cause: error });
    throw error;
  }
}

function pickWanted<T extends Parameters<typeof newAccount>[1]>(row: T) {
  const { email, display_name, vault_mode, language } = row;
  return { email, display_name, vault_mode, language };
}
