import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { holdVault } from "./rotation-store.ts";

/**
 * Holds an account's row until the transaction ends: whoever else holds it waits. Call it first, so that all take it
 * in the same order. Gives the epoch of its vault key; null when the account is gone.
 */
export async function holdAccount(
  transaction: Rooms["database"]["db"],
  accountId: AccountId,
): Promise<{ readonly vault_epoch: number; readonly disabled_at: number | null } | null> {
  return await holdVault(transaction, accountId);
}
