// Who may run a job now, when several servers share a database: the one whose row says so, until the time it says.
// A lease further ahead than any is given is not obeyed. Knows nothing of what is run.
import { CLOCK_ERROR_MS } from "../database/clock-error.ts";
import type { Database } from "../database/open.ts";

export interface Leases {
  /**
   * Takes or renews the lease from `now` to `until` (milliseconds since 1970), if nobody else has it. False when
   * somebody does. No lease is ever given for longer than `longestMs`.
   */
  take(name: string, now: number, until: number, longestMs: number): Promise<boolean>;
  /** Moves the end of a lease that is still this holder's. False, and nothing done, when it no longer is. */
  move(name: string, until: number): Promise<boolean>;
}

/** Whether anybody has that lease at `now`, which is never given for longer than `longestMs`. */
export async function isLeased(
  { db }: Pick<Database, "db">,
  name: string,
  now: number,
  longestMs: number,
): Promise<boolean> {
  const row = await db
    .selectFrom("leases")
    .select("name")
    .where("name", "=", name)
    .where("expires_at", ">", now)
    .where("expires_at", "<=", now + longestMs + CLOCK_ERROR_MS)
    .executeTakeFirst();
  return row !== undefined;
}

/** `holder` tells one server from another, and each start of it from the one before. */
export function databaseLeases({ db }: Database, holder: string): Leases {
  return {
    async take(name, now, until, longestMs) {
      const taken = await db
        .insertInto("leases")
        .values({ name, holder, expires_at: until })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet({ holder, expires_at: until })
            .where((eb) =>
              eb.or([
                eb("leases.holder", "=", holder),
                eb("leases.expires_at", "<=", now),
                eb("leases.expires_at", ">", now + longestMs + CLOCK_ERROR_MS),
              ]),
            ),
        )
        .returning("name")
        .executeTakeFirst();
      return taken !== undefined;
    },
    async move(name, until) {
      const { numUpdatedRows } = await db
        .updateTable("leases")
        .set({ expires_at: until })
        .where("name", "=", name)
        .where("holder", "=", holder)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
