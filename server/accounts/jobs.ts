import type { Rooms } from "../rooms.ts";
import { deleteExpiredLinks } from "./account-store.ts";
import { deleteExpiredCounters } from "./counter-store.ts";

export { enforceSessionLimits } from "./session-life.ts";

/** Removes links, registrations and counters whose time is over. */
export async function deleteExpiredRows(rooms: Rooms): Promise<void> {
  const { db } = rooms.database;
  await deleteExpiredLinks(db, rooms.clock());
  await deleteExpiredCounters(db, rooms.clock());
}
