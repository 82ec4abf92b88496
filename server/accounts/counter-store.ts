import type { ExpressionBuilder, Kysely } from "kysely";
import { CLOCK_ERROR_MS } from "../database/clock-error.ts";
import type { Schema } from "../database/schema.ts";

// Counters of tries, in one table on either database. One that ends later than any can is over.

type Db = Kysely<Schema>;

/** Counts one more within a window that begins with the first; one statement, so that nobody slips between. */
export async function countOne(
  db: Db,
  key: string,
  now: number,
  windowMilliseconds: number,
): Promise<number> {
  const fresh = now + windowMilliseconds;
  const isOver = (eb: ExpressionBuilder<Schema, "counters">) =>
    eb.or([eb("counters.expires_at", "<=", now), eb("counters.expires_at", ">", fresh + CLOCK_ERROR_MS)]);
  const row = await db
    .insertInto("counters")
    .values({ key, count: 1, expires_at: fresh })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet((eb) => ({
        count: eb
          .case()
          .when(isOver(eb))
          .then(1)
          .else(eb("counters.count", "+", 1))
          .end(),
        expires_at: eb.case().when(isOver(eb)).then(fresh).else(eb.ref("counters.expires_at")).end(),
      })),
    )
    .returning("count")
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Takes one back, when a try turned out to be a good one. */
export async function uncountOne(db: Db, key: string): Promise<void> {
  await db
    .updateTable("counters")
    .set((eb) => ({ count: eb("count", "-", 1) }))
    .where("key", "=", key)
    .where("count", ">", 0)
    .execute();
}

/** When a counter of at most so long ends, in milliseconds; null when there is none alive. */
export async function findCounterEnd(
  db: Db,
  key: string,
  now: number,
  longestMilliseconds: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("counters")
    .select("expires_at")
    .where("key", "=", key)
    .where("expires_at", ">", now)
    .where("expires_at", "<=", now + longestMilliseconds + CLOCK_ERROR_MS)
    .executeTakeFirst();
  return row?.expires_at ?? null;
}

/** Sets a mark that lasts until then. */
export async function putMark(db: Db, key: string, until: number): Promise<void> {
  await db
    .insertInto("counters")
    .values({ key, count: 1, expires_at: until })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ expires_at: until }))
    .execute();
}

export async function deleteCounters(db: Db, keys: readonly string[]): Promise<void> {
  await db.deleteFrom("counters").where("key", "in", keys).execute();
}

export async function deleteExpiredCounters(db: Db, now: number): Promise<void> {
  await db.deleteFrom("counters").where("expires_at", "<=", now).execute();
}
