import type { Rooms } from "../rooms.ts";
import { PENDING_MILLISECONDS } from "./enrol-totp.ts";
import { deleteStalePendingTotps } from "./factor-store.ts";
import { RECOVERY_MILLISECONDS } from "./replace-lost-factor.ts";
import { deleteStaleRecoveries } from "./ticket-store.ts";
import { endExpiredTickets } from "./tickets.ts";

/** Ends tickets, authenticators that nobody confirmed, and replacements that nobody came back for. */
export async function endExpiredFactors(rooms: Rooms): Promise<void> {
  const { db } = rooms.database;
  await endExpiredTickets(rooms);
  await deleteStalePendingTotps(db, rooms.clock() - PENDING_MILLISECONDS);
  await deleteStaleRecoveries(db, rooms.clock() - RECOVERY_MILLISECONDS);
}
