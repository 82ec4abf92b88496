import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";

// The SQL of blob sets on their way in (arrivals) and on their way out (doomed). Between the two stands a row of
// images, or nothing: then what was put is collected.

type Db = Kysely<Schema>;

export async function insertArrival(db: Db, blobSet: string, now: number): Promise<void> {
  await db.insertInto("arrivals").values({ blob_set: blobSet, created_at: now }).execute();
}

/** False when the collector was faster, and the blobs are doomed. */
export async function deleteArrival(db: Db, blobSet: string): Promise<boolean> {
  const result = await db.deleteFrom("arrivals").where("blob_set", "=", blobSet).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Some of the arrivals that began before then. */
export async function listArrivals(db: Db, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("arrivals")
    .select("blob_set")
    .where("created_at", "<", before)
    .limit(limit)
    .execute();
  return rows.map((row) => row.blob_set);
}

export async function insertDoomed(db: Db, blobSet: string, now: number): Promise<void> {
  await db.insertInto("doomed_blobs").values({ blob_set: blobSet, created_at: now }).execute();
}

/** Some of the doomed, in the order of their names, from after that one on. */
export async function listDoomed(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("doomed_blobs")
    .select("blob_set")
    .where("blob_set", ">", after)
    .orderBy("blob_set")
    .limit(limit)
    .execute();
  return rows.map((row) => row.blob_set);
}

export async function deleteDoomed(db: Db, blobSets: readonly string[]): Promise<void> {
  if (blobSets.length === 0) return;
  await db.deleteFrom("doomed_blobs").where("blob_set", "in", blobSets).execute();
}
