import type { Kysely, Selectable } from "kysely";
import type { Outbox, Schema } from "../database/schema.ts";

export async function recordMail(db: Kysely<Schema>, row: Outbox): Promise<void> {
  await db.insertInto("outbox").values(row).execute();
}

/** Mails whose time has come, oldest first. */
export function findDueMails(db: Kysely<Schema>, now: number, limit: number): Promise<Selectable<Outbox>[]> {
  return db
    .selectFrom("outbox")
    .selectAll()
    .where("next_attempt_at", "<=", now)
    .orderBy("next_attempt_at")
    .limit(limit)
    .execute();
}

export async function postponeMail(
  db: Kysely<Schema>,
  id: string,
  attempts: number,
  nextAttemptAt: number,
): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ attempts, next_attempt_at: nextAttemptAt })
    .where("id", "=", id)
    .execute();
}

export async function deleteMail(db: Kysely<Schema>, id: string): Promise<void> {
  await db.deleteFrom("outbox").where("id", "=", id).execute();
}
