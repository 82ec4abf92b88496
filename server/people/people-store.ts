import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import { CANARY_ACCOUNT } from "../database/canary-account.ts";
import type { Schema } from "../database/schema.ts";

// The SQL of what administrators see and set of accounts. Nothing of pictures but the space they take.

type Db = Kysely<Schema>;

export interface PersonPlace {
  readonly createdAt: number;
  readonly id: AccountId;
}

function people(db: Db) {
  return db
    .selectFrom("accounts")
    .where("id", "!=", CANARY_ACCOUNT)
    .select([
      "id",
      "email",
      "language",
      "created_at",
      "seen_at",
      "used_bytes",
      "quota_bytes",
      "disabled_at",
      "administrator_at",
      "deletion_at",
    ]);
}

export type PersonRow = Awaited<ReturnType<typeof listPersonRows>>[number];

/** Newest first, from the place on. */
export function listPersonRows(db: Db, after: PersonPlace | null, limit: number) {
  let query = people(db);
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([
        eb("created_at", "<", after.createdAt),
        eb.and([eb("created_at", "=", after.createdAt), eb("id", ">", after.id)]),
      ]),
    );
  }
  return query.orderBy("created_at", "desc").orderBy("id").limit(limit).execute();
}

export async function findPersonRow(db: Db, id: AccountId): Promise<PersonRow | null> {
  return (await people(db).where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function updatePersonRow(
  db: Db,
  id: AccountId,
  set: {
    readonly disabled_at?: number | null;
    readonly administrator_at?: number | null;
    readonly quota_bytes?: number | null;
  },
): Promise<void> {
  if (Object.keys(set).length === 0) return;
  await db.updateTable("accounts").set(set).where("id", "=", id).execute();
}
