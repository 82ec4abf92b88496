import type { SignedIn } from "../access/caller.ts";
import { lockSession } from "../accounts/session-life.ts";
import type { Rooms } from "../rooms.ts";

/** Locks the vault in the caller's session: its slot is deleted, and what was open leaves memory. */
export async function lockVault(rooms: Rooms, caller: SignedIn): Promise<void> {
  await lockSession(rooms, caller.accountId, caller.sessionId);
}
