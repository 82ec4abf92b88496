import type { Kysely } from "kysely";
import type { AccountId, ArchiveId } from "#contract/ids.ts";
import type { Archives, Schema } from "../database/schema.ts";

type Db = Kysely<Schema>;

export async function insertArchive(db: Db, row: Archives): Promise<void> {
  await db.insertInto("archives").values(row).execute();
}

export async function findArchive(db: Db, id: ArchiveId): Promise<Archives | null> {
  return (await db.selectFrom("archives").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Deletes all of a person's but the latest ones. */
export async function deleteOlderArchives(db: Db, accountId: AccountId, kept: number): Promise<void> {
  const rows = await db
    .selectFrom("archives")
    .select("id")
    .where("account_id", "=", accountId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  const older = rows.slice(kept).map((row) => row.id);
  if (older.length > 0) await db.deleteFrom("archives").where("id", "in", older).execute();
}

export async function deleteArchivesUntil(db: Db, now: number): Promise<void> {
  await db.deleteFrom("archives").where("expires_at", "<=", now).execute();
}
