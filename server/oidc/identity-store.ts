import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { Identities, Schema } from "../database/schema.ts";

// The SQL of identities: who an account's person is at a provider.

type Db = Kysely<Schema>;

export type IdentityRow = Selectable<Identities>;

/** Fails with a unique violation where the person is linked already. */
export async function insertIdentity(db: Db, row: Identities): Promise<void> {
  await db.insertInto("identities").values(row).execute();
}

/** The identity of a person at a provider, and whether its account is disabled. */
export async function findIdentity(
  db: Db,
  issuer: string,
  subject: string,
): Promise<(IdentityRow & { disabled_at: number | null }) | null> {
  const row = await db
    .selectFrom("identities as i")
    .innerJoin("accounts as a", "a.id", "i.account_id")
    .selectAll("i")
    .select("a.disabled_at")
    .where("i.issuer", "=", issuer)
    .where("i.subject", "=", subject)
    .executeTakeFirst();
  return row ?? null;
}

/** Newest first. */
export function listIdentities(db: Db, accountId: AccountId): Promise<IdentityRow[]> {
  return db
    .selectFrom("identities")
    .selectAll()
    .where("account_id", "=", accountId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(200)
    .execute();
}

export async function recordIdentityUse(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable("identities").set({ used_at: now }).where("id", "=", id).execute();
}

/** False when there is no such identity of that account. */
export async function deleteIdentity(db: Db, accountId: AccountId, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom("identities")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}
