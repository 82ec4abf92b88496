// The database that tests of the whole application run on: SQLite, or PostgreSQL when the run of the tests says so.

import { migrate } from "../../server/database/migrate.ts";
import { migrationsFor } from "../../server/database/migrations/migrations.ts";
import { type Database, openDatabase } from "../../server/database/open.ts";
import { postgresDatabase } from "./postgres.ts";

/** Whether this run is the one on PostgreSQL. */
export const onPostgres = process.env["SAFELIGHT_TEST_DATABASE"] === "postgres";

export interface TestDatabase {
  readonly database: Database;
  /** Of a database that several processes may share; null for SQLite in memory. */
  readonly url: string | null;
  /** As if the server of the database were away. */
  readonly shutOut: () => Promise<void>;
  readonly letIn: () => Promise<void>;
  /** Once it is closed. */
  readonly drop: () => Promise<void>;
}

/**
 * Empty, with the tables of this version.
 * @param file a SQLite file, for a test that looks into it or shares it: SQLite then, whatever the run is on
 */
export async function openTestDatabase(file?: string): Promise<TestDatabase> {
  if (onPostgres && file === undefined) return openTestPostgres();
  const database = await openDatabase({ kind: "sqlite", file: file ?? ":memory:" });
  await migrate(database, migrationsFor(database.dialect));
  const nothing = async (): Promise<void> => {};
  return { database, url: null, shutOut: nothing, letIn: nothing, drop: nothing };
}

/** One of PostgreSQL, whatever the run is on. */
export async function openTestPostgres(): Promise<TestDatabase & { readonly url: string }> {
  const made = await postgresDatabase({ tables: true });
  return { ...made, database: await openDatabase({ kind: "postgres", url: made.url, onBroken: () => {} }) };
}
