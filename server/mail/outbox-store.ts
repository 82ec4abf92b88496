import type { Kysely, Selectable } from "kysely";
import type { Outbox, Schema } from "../database/schema.ts";

export type MailRow = Selectable<Outbox>;

export async function recordMail(db: Kysely<Schema>, row: Outbox): Promise<void> {
  await db.insertInto("outbox").values(row).execute();
}

/** Mails whose time has come, oldest first. */
export function findDueMails(db: Kysely<Schema>, now: number, limit: number): Promise<MailRow[]> {
  return db
    .selectFrom("outbox")
    .selectAll()
    .where("next_attempt_at", "<=", now)
    .orderBy("next_attempt_at")
    .limit(limit)
    .execute();
}

/** How many there are, due or not. */
export async function countMails(db: Kysely<Schema>): Promise<number> {
  const { waiting } = await db
    .selectFrom("outbox")
    .select((row) => row.fn.countAll().as("waiting"))
    .executeTakeFirstOrThrow();
  return Number(waiting);
}

/** Takes a due mail until then; false when another server was faster. */
export async function claimMail(db: Kysely<Schema>, row: MailRow, until: number): Promise<boolean> {
  const result = await db
    .updateTable("outbox")
    .set({ next_attempt_at: until })
    .where("id", "=", row.id)
    .where("next_attempt_at", "=", row.next_attempt_at)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
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
