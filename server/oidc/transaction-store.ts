import type { Kysely, Selectable } from "kysely";
import type { OidcTransactions, Schema } from "../database/schema.ts";

// The SQL of sign-ins that are under way at a provider.

type Db = Kysely<Schema>;

export type TransactionRow = Selectable<OidcTransactions>;

export async function insertTransaction(db: Db, row: OidcTransactions): Promise<void> {
  await db.insertInto("oidc_transactions").values(row).execute();
}

/** Takes a state for good, with the browser it was given to: of two at once exactly one gets the row. */
export async function takeState(
  db: Db,
  asked: { stateHash: Uint8Array; browserHash: Uint8Array; provider: string },
  now: number,
): Promise<TransactionRow | null> {
  const row = await db
    .updateTable("oidc_transactions")
    .set({ answered_at: now })
    .where("state_hash", "=", asked.stateHash)
    .where("browser_hash", "=", asked.browserHash)
    .where("provider", "=", asked.provider)
    .where("answered_at", "is", null)
    .where("expires_at", ">", now)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function updateAnswer(db: Db, id: string, sealedAnswer: Uint8Array): Promise<void> {
  await db
    .updateTable("oidc_transactions")
    .set({ sealed_answer: sealedAnswer })
    .where("id", "=", id)
    .execute();
}

/** What the browser waits for; null when it is unknown, unanswered, taken up already or too old. */
export async function findAnswered(
  db: Db,
  browserHash: Uint8Array,
  now: number,
): Promise<TransactionRow | null> {
  const row = await db
    .selectFrom("oidc_transactions")
    .selectAll()
    .where("browser_hash", "=", browserHash)
    .where("sealed_answer", "is not", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row ?? null;
}

/** Ends a sign-in; false when another request has done so. */
export async function deleteTransaction(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom("oidc_transactions").where("id", "=", id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function deleteExpiredTransactions(db: Db, now: number): Promise<void> {
  await db.deleteFrom("oidc_transactions").where("expires_at", "<=", now).execute();
}
