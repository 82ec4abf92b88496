import type { Migration } from "kysely/migration";

// What is asked for each minute, and would read a whole table otherwise (tests/query-plans.test.ts).

const INDEXES = [
  ["outbox", "next_attempt_at"],
  ["sessions", "created_at"],
  ["sessions", "used_at"],
  ["session_tokens", "superseded_at"],
] as const;

export function hotIndexes(): Migration {
  return {
    async up(db) {
      for (const [table, column] of INDEXES)
        await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
    },
  };
}
