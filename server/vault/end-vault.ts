import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { eraseVault } from "./rotation-store.ts";

/** Destroys every keyslot of an account, inside the caller's transaction: nothing of it can be opened by anybody. */
export async function endVault(transaction: Rooms["database"]["db"], accountId: AccountId): Promise<void> {
  await eraseVault(transaction, accountId);
}
