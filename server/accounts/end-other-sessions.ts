import type { SignedIn } from "../access/caller.ts";
import { endTickets } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { endSessions } from "./session-life.ts";
import { listSessionsOf } from "./session-store.ts";

/** Ends every session of the caller but this one, and every sign-in that waits for its second factor. */
export async function endOtherSessions(rooms: Rooms, caller: SignedIn): Promise<void> {
  const { accountId, sessionId } = caller;
  const { db } = rooms.database;
  await db.transaction().execute((trx) => endTickets(trx, accountId));
  const sessions = await listSessionsOf(db, accountId);
  const others = sessions.map((session) => session.id).filter((id) => id !== sessionId);
  await endSessions(rooms, accountId, others);
}
