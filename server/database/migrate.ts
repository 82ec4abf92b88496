import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./open.ts";
import { DatabaseRefused, isForbidden } from "./postgres-database.ts";

export class DatabaseTooNew extends Error {
  override readonly name = "DatabaseTooNew";
  constructor(unknownMigration: string) {
    super(
      `This database was last used by a newer Safelight: it has been through "${unknownMigration}", which this version does not know. Start that version again, or restore a backup made before it.`,
    );
  }
}

/**
 * Runs the migrations that the database has not been through, in the order of their names, all of them or none.
 * Returns the names of those that ran. Rejects with DatabaseTooNew, leaving the database untouched, when it has been
 * through one that is not listed, and with DatabaseRefused where its role may not alter the tables.
 */
export async function migrate(
  database: Database,
  migrations: Record<string, Migration>,
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: database.db,
    provider: { getMigrations: async () => migrations },
  });
  const run = await migrationsRun(database);
  const unknown = run.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw new DatabaseTooNew(unknown);
  // A role that may not even look for what to do has nothing to do.
  if (Object.keys(migrations).every((name) => run.includes(name))) return [];
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    if (isForbidden(error)) {
      throw new DatabaseRefused(
        "The tables are not up to date, and the role of SAFELIGHT_DATABASE may not alter them: run `npm run safelight -- migrate` with the address of the role that owns them.",
        { cause: error },
      );
    }
    const failed = results?.find(({ status }) => status === "Error")?.migrationName;
    throw new Error(`The database could not be brought up to date${failed ? ` ("${failed}" failed)` : ""}.`, {
      cause: error,
    });
  }
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** Names of listed migrations that the database has not been through yet; looks, and changes nothing. */
export async function missingMigrations(
  database: Database,
  migrations: Record<string, Migration>,
): Promise<readonly string[]> {
  const run = await migrationsRun(database);
  return Object.keys(migrations).filter((name) => !run.includes(name));
}

async function migrationsRun({ db }: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .orderBy("name", "desc")
    .execute();
  return rows.map(({ name }) => name);
}
