import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { hasPasskeys } from "./passkey-store.ts";

/** Whether the account has a passkey to sign in with. */
export async function ownsPasskey(db: Rooms["database"]["db"], accountId: AccountId): Promise<boolean> {
  return await hasPasskeys(db, accountId);
}
