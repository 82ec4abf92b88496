import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { findVerifier } from "./account-store.ts";

/** Whether the account can be signed in to with a password; one that a provider vouched for may have none. */
export async function hasPassword(db: Rooms["database"]["db"], accountId: AccountId): Promise<boolean> {
  return (await findVerifier(db, accountId)) !== null;
}
