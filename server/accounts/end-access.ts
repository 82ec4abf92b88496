import type { AccountId } from "#contract/ids.ts";
import { endTickets } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { deleteTokenSlots } from "../vault/session-slot.ts";
import { deleteMailedTokensOf } from "./account-store.ts";
import { endAllSessions } from "./session-life.ts";

/**
 * Ends everything that lets somebody into an account without its credentials: sessions, half-finished sign-ins,
 * API tokens and reset links. Inside the caller's transaction; forgetting the account afterwards is the caller's.
 */
export async function endAccess(transaction: Rooms["database"]["db"], accountId: AccountId): Promise<void> {
  await deleteTokenSlots(transaction, accountId);
  await endTickets(transaction, accountId);
  await endAllSessions(transaction, accountId, null);
  await deleteMailedTokensOf(transaction, accountId, "reset");
}
