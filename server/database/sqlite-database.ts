// One SQLite file, opened so that what was committed survives a power cut and what was deleted is gone from it.
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  sql,
} from "kysely";
import type { Schema } from "./schema.ts";
import { sqliteStatements } from "./sqlite-statements.ts";

const busyTimeoutMs = 5_000;
const checkpointTries = 100;
const checkpointPauseMs = 50;

// https://sqlite.org/rescode.html: SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY, _ROWID; SQLITE_FULL; SQLITE_BUSY, _READONLY,
// _IOERR, _CANTOPEN
const uniqueViolations: readonly unknown[] = [2067, 1555, 2579];
const full = 13;
/** Somebody else writes for long, or the disk fails: either may be over later. */
const passing: readonly number[] = [5, 8, 10, 14];

/** SQLite takes table changes back on rollback, so a migration that is killed halfway leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * A transaction that reads first and writes later would be refused at once, whatever the timeout, when another
 * process has written in between (SQLITE_BUSY_SNAPSHOT). Ours nearly all write, so each asks for the right at its
 * beginning, where a wait helps.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver({ database: this.#database });
  }

  override createAdapter(): TransactionalSqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** Makes the file readable by its owner alone; SQLite gives the files beside it the same mode. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    // A file that is there is not opened: closing it would drop the locks that this process holds on it.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function openFile(file: string): DatabaseSync {
  if (file !== ":memory:") makeFile(file);
  const database = new DatabaseSync(file, {
    enableForeignKeyConstraints: true,
    timeout: busyTimeoutMs,
    defensive: true,
    allowExtension: false,
  });
  try {
    const mode = database.prepare("pragma journal_mode = wal").get()?.["journal_mode"];
    if (file !== ":memory:" && mode !== "wal") throw new Error(`${file} cannot be used in WAL mode.`);
    // Sorted rows hold the same bytes as the tables, so they may not spill into files of their own.
    database.exec(
      // 16 MiB of pages: with the usual 2, the inner pages of a million pictures are read anew for each list.
      "pragma cache_size = -16384; pragma synchronous = full; pragma secure_delete = on; pragma temp_store = memory; pragma trusted_schema = off",
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether the write-ahead log could be emptied. Does not wait for a reader: waiting in SQLite stops everyone. */
async function truncateLog(connection: Kysely<Schema>): Promise<boolean> {
  await sql`pragma busy_timeout = 0`.execute(connection);
  try {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection);
    return rows[0]?.busy === 0;
  } finally {
    await sql`pragma busy_timeout = ${sql.lit(busyTimeoutMs)}`.execute(connection);
  }
}

/** Opens and makes the file; ":memory:" is a database of its own that ends when closed. See open.ts for the promises. */
export function openSqlite(file: string) {
  const db = new Kysely<Schema>({
    dialect: new TransactionalSqliteDialect(sqliteStatements(openFile(file))),
  });

  async function ping(): Promise<void> {
    await sql`select 1`.execute(db);
  }

  return {
    db,
    dialect: "sqlite" as const,
    openChannel: null,
    ping,
    async checkpoint(): Promise<boolean> {
      for (let tries = 0; tries < checkpointTries; tries += 1) {
        if (tries > 0) await sleep(checkpointPauseMs);
        if (await db.connection().execute(truncateLog)) return true;
      }
      throw new Error(
        "The write-ahead log could not be emptied: another process keeps reading the database.",
      );
    },
    async snapshot<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
      return await db.connection().execute(async (connection) => {
        // Not as transactions begin otherwise: a reader is to keep nobody from writing.
        await sql`begin deferred`.execute(connection);
        try {
          // The moment is that of the first read.
          await sql`select count(*) from sqlite_schema`.execute(connection);
          return await work(connection);
        } finally {
          await sql`rollback`.execute(connection);
        }
      });
    },
    // The data folder's lock leaves one server.
    inTurn: <T>(work: () => Promise<T>): Promise<T> => work(),
    async erase(): Promise<void> {
      await this.checkpoint();
    },
    isUnavailable(error: unknown): boolean {
      // The low byte is the kind of failure.
      return error instanceof Error && "errcode" in error && passing.includes(Number(error.errcode) & 0xff);
    },
    isUniqueViolation(error: unknown): boolean {
      return error instanceof Error && "errcode" in error && uniqueViolations.includes(error.errcode);
    },
    isFull(error: unknown): boolean {
      return error instanceof Error && "errcode" in error && error.errcode === full;
    },
    async close(): Promise<void> {
      // Kysely closes only what it has used.
      await ping().catch(() => {});
      await db.destroy();
    },
  };
}
