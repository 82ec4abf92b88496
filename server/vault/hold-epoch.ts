import type { Unlocked } from "../access/caller.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { holdVault } from "./rotation-store.ts";

/**
 * Holds the caller's account until the transaction ends: its other changes that do the same wait, and its vault key
 * stays the one that the caller has opened. Call it first.
 * @throws AppError vault.locked when the vault key was replaced, session.required when the account is gone or disabled
 */
export async function holdEpoch(transaction: Rooms["database"]["db"], caller: Unlocked): Promise<void> {
  const held = await holdVault(transaction, caller.accountId);
  if (held === null || held.disabled_at !== null) throw new AppError("session.required");
  if (held.vault_epoch !== caller.vault.epoch) throw new AppError("vault.locked");
}
