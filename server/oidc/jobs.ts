import type { Rooms } from "../rooms.ts";
import { deleteExpiredTransactions } from "./transaction-store.ts";

/** Removes visits to providers that nobody came back from in time. */
export async function endExpiredVisits(rooms: Rooms): Promise<void> {
  await deleteExpiredTransactions(rooms.database.db, rooms.clock());
}
