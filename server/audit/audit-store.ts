import type { Kysely, Selectable } from "kysely";
import type { AuditRecords, Schema } from "../database/schema.ts";

// The SQL of the audit trail and of its head.

type Db = Kysely<Schema>;

export type AuditRow = Selectable<AuditRecords>;

export interface AuditHeadRow {
  readonly seq: number;
  readonly link: Uint8Array;
}

const HEAD = 1;

/**
 * Counts the head one further and holds its row until the transaction ends, so that records form one chain.
 * Gives the new number with the link of the record before it; `start` stands before the first.
 */
export async function advanceHead(db: Db, start: Uint8Array): Promise<AuditHeadRow> {
  const advance = () =>
    db
      .updateTable("audit_head")
      .set((eb) => ({ seq: eb("seq", "+", 1) }))
      .where("id", "=", HEAD)
      .returning(["seq", "link"]);
  const head = await advance().executeTakeFirst();
  if (head !== undefined) return head;
  await db
    .insertInto("audit_head")
    .values({ id: HEAD, seq: 0, link: start })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return advance().executeTakeFirstOrThrow();
}

/** Adds the record, and makes its link the head's. */
export async function insertAuditRecord(db: Db, row: AuditRow): Promise<void> {
  await db.insertInto("audit_records").values(row).execute();
  await db.updateTable("audit_head").set({ link: row.link }).where("id", "=", HEAD).execute();
}

export async function erasePersonalOf(db: Db, accountId: string): Promise<void> {
  await db
    .updateTable("audit_records")
    .set({ personal: null, personal_salt: null })
    .where("account_id", "=", accountId)
    .execute();
}

/** What an operator does on the command line that a running server must act on. */
const FORGETTABLE = ["account.disabled", "account.administrator-unmade", "vault.leaked-key-replaced"];

/** Accounts of which something was recorded between the two numbers that ends what is held of them in memory. */
export async function listForgettable(db: Db, after: number, until: number): Promise<string[]> {
  const rows = await db
    .selectFrom("audit_records")
    .select("account_id")
    .distinct()
    .where("seq", ">", after)
    .where("seq", "<=", until)
    .where("action", "in", FORGETTABLE)
    .where("account_id", "is not", null)
    .$narrowType<{ account_id: string }>()
    .execute();
  return rows.map((row) => row.account_id);
}

/** Null before the first record. */
export async function findAuditHead(db: Db): Promise<AuditHeadRow | null> {
  const query = db.selectFrom("audit_head").select(["seq", "link"]).where("id", "=", HEAD);
  return (await query.executeTakeFirst()) ?? null;
}

/** Records after that number, in order. */
export function listAuditRecords(db: Db, afterSeq: number, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom("audit_records")
    .selectAll()
    .where("seq", ">", afterSeq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}

export async function findAuditLink(db: Db, seq: number): Promise<Uint8Array | null> {
  const query = db.selectFrom("audit_records").select("link").where("seq", "=", seq);
  return (await query.executeTakeFirst())?.link ?? null;
}
