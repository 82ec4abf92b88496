import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import { CLOCK_ERROR_MS } from "../database/clock-error.ts";
import type { FactorRecoveries, Schema, Tickets } from "../database/schema.ts";

// The SQL of tickets, and of lost factors that are to be replaced.

type Db = Kysely<Schema>;

export type TicketRow = Selectable<Tickets>;

export async function insertTicket(db: Db, row: Tickets): Promise<void> {
  await db.insertInto("tickets").values(row).execute();
}

/** A living ticket; null when it is unknown, used, dead or too old. */
export async function findTicket(db: Db, tokenHash: Uint8Array, now: number): Promise<TicketRow | null> {
  const query = db
    .selectFrom("tickets")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .where("created_at", "<=", now + CLOCK_ERROR_MS)
    .where("expires_at", ">", now);
  return (await query.executeTakeFirst()) ?? null;
}

/** Counts one try, and returns which it was; null when there are none left. Parallel tries cannot exceed it. */
export async function countTicketTry(
  db: Db,
  tokenHash: Uint8Array,
  maxTries: number,
): Promise<number | null> {
  const row = await db
    .updateTable("tickets")
    .set((eb) => ({ tries: eb("tries", "+", 1) }))
    .where("token_hash", "=", tokenHash)
    .where("tries", "<", maxTries)
    .returning("tries")
    .executeTakeFirst();
  return row?.tries ?? null;
}

/** Takes the ticket for good: of two at once exactly one gets the row. */
export async function takeTicket(db: Db, tokenHash: Uint8Array): Promise<TicketRow | null> {
  const query = db.deleteFrom("tickets").where("token_hash", "=", tokenHash).returningAll();
  return (await query.executeTakeFirst()) ?? null;
}

export async function deleteTicketsOf(db: Db, accountId: AccountId): Promise<void> {
  await db.deleteFrom("tickets").where("account_id", "=", accountId).execute();
}

/** Tickets whose time is over, a bounded number at a time. */
export async function listExpiredTickets(db: Db, now: number): Promise<TicketRow[]> {
  return await db.selectFrom("tickets").selectAll().where("expires_at", "<=", now).limit(500).execute();
}

export async function findRecovery(
  db: Db,
  accountId: AccountId,
): Promise<Selectable<FactorRecoveries> | null> {
  const query = db.selectFrom("factor_recoveries").selectAll().where("account_id", "=", accountId);
  return (await query.executeTakeFirst()) ?? null;
}

export async function putRecovery(db: Db, row: FactorRecoveries): Promise<void> {
  await db
    .insertInto("factor_recoveries")
    .values(row)
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet({ asked_at: row.asked_at }))
    .execute();
}

/** Whether there was one. */
export async function deleteRecovery(db: Db, accountId: AccountId): Promise<boolean> {
  const query = db.deleteFrom("factor_recoveries").where("account_id", "=", accountId);
  return (await query.executeTakeFirst()).numDeletedRows > 0n;
}

export async function deleteStaleRecoveries(db: Db, askedBefore: number): Promise<void> {
  await db.deleteFrom("factor_recoveries").where("asked_at", "<=", askedBefore).execute();
}
