import type { Kysely, Selectable } from "kysely";
import type { MasterVersions, Schema } from "../database/schema.ts";

// The SQL of the versions of the master key.

type Db = Kysely<Schema>;

export type MasterVersionRow = Selectable<MasterVersions>;

/** Every version that there ever was, ascending. */
export function listMasterVersions(db: Db): Promise<MasterVersionRow[]> {
  return db.selectFrom("master_versions").selectAll().orderBy("version").execute();
}

/** The version that new things are sealed under; null before the first start. */
export async function findCurrentMasterVersion(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom("master_versions")
    .select("version")
    .where("retired_at", "is", null)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? null;
}

/** Keeps a new version; false, and nothing done, where it is known already. */
export async function recordMasterVersion(
  db: Db,
  row: Pick<MasterVersionRow, "version" | "fingerprint" | "created_at" | "completed_at">,
): Promise<boolean> {
  const inserted = await db
    .insertInto("master_versions")
    .values({ ...row, copy_confirmed_at: null, retired_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning("version")
    .executeTakeFirst();
  return inserted !== undefined;
}

/**
 * Holds a version until the transaction ends, so that it is not retired before what names it is written; false when
 * it was.
 */
export async function holdMasterVersion(db: Db, version: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("master_versions")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("version", "=", version)
    .where("retired_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Nothing that opens lies under an earlier version any more; false when that was recorded before. */
export async function recordMasterCompleted(db: Db, version: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("master_versions")
    .set({ completed_at: now })
    .where("version", "=", version)
    .where("completed_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** False when it was retired before. */
export async function recordMasterRetired(db: Db, version: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("master_versions")
    .set({ retired_at: now })
    .where("version", "=", version)
    .where("retired_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function recordCopyConfirmed(db: Db, version: number, now: number): Promise<void> {
  await db
    .updateTable("master_versions")
    .set({ copy_confirmed_at: now })
    .where("version", "=", version)
    .execute();
}
