// The database that tests of the whole application run on: SQLite, or PostgreSQL when the run of the tests says so.

import { migrate } from "../../server/database/migrate.ts";
import { migrationsFor } from "../../server/database/migrations/migrations.ts";
import { type Database, openDatabase } from "../../server/database/open.ts";
import { postgresDatabase } from "./postgres.ts";

/** Whether this run is the one on PostgreSQL. */
export const onPostgres = process.env["SAFELIGHT_TEST_DATABASE"] === "postgres";

export interface TestDatabase {
  readonly database: Database;
  /** Once it is closed. */
  readonly drop: () => Promise<void>;
}

/**
 * Empty, with the tables of this version.
 * @param file a SQLite file, for a test that looks into it or shares it: SQLite then, whatever the run is on
 */
export async function openTestDatabase(file?: string): Promise<TestDatabase> {
  if (onPostgres && file === undefined) {
    const { url, drop } = await postgresDatabase({ tables: true });
    return { database: await openDatabase({ kind: "postgres", url, onBroken: () => {} }), drop };
  }
  const database = await openDatabase({ kind: "sqlite", file: file ?? ":memory:" });
  await migrate(database, migrationsFor(database.dialect));
  return { database, drop: async () => {} };
}
