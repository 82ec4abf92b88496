// A PostgreSQL database behind the same promises as the SQLite file. What PostgreSQL keeps of deleted rows goes when
// erase() rewrites the tables that hold keys, not at each deletion.
import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import type { ChannelSettings } from "./channel.ts";
import { openPostgresChannel } from "./postgres-channel.ts";
import { postgresCursor, postgresPool } from "./postgres-pool.ts";
import type { Schema } from "./schema.ts";

const CLOSE_MS = 5_000;
const OLDEST_VERSION = 150_000;
/** Of our advisory lock; any number will do that nothing else in the database uses. */
const TURN = 5_370_617_265;

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const UNIQUE_VIOLATION = "23505";
const FORBIDDEN = "42501";
const FULL = "53100";
/**
 * Too many connections, shutting down, starting up, a lost lock race, a deadlock, a failing disk: the same may go well
 * later.
 */
const PASSING = ["53300", "57P01", "57P02", "57P03", "55P03", "40001", "40P01", "57014", "58030"];
const UNREACHABLE = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
];
/** pg gives these no code. */
const BROKEN =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Tables whose deleted rows were keys; the function that writes them anew is a migration's. */
const KEY_TABLES = ["sealed_keys", "keyslots", "bridges", "search_keys"] as const;

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Connects at the first query. See open.ts for the promises. */
export function openPostgres(url: string, onBroken: (error: Error) => void) {
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: postgresPool({ url, onBroken }), cursor: postgresCursor }),
  });

  async function ping(): Promise<void> {
    await sql`select 1`.execute(db);
  }

  return {
    db,
    dialect: "postgres" as const,
    openChannel: (settings: ChannelSettings) => openPostgresChannel(url, db, settings),
    ping,
    async checkpoint(): Promise<boolean> {
      return false;
    },
    async snapshot<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
      return await db
        .transaction()
        .setIsolationLevel("repeatable read")
        .setAccessMode("read only")
        .execute(async (transaction) => {
          // The moment is that of the first query.
          await sql`select 1`.execute(transaction);
          return await work(transaction);
        });
    },
    async inTurn<T>(work: () => Promise<T>): Promise<T> {
      return await db.connection().execute(async (connection) => {
        // It ends with the connection, however that ends.
        await sql`select pg_advisory_lock(${TURN})`.execute(connection);
        try {
          return await work();
        } finally {
          await sql`select pg_advisory_unlock(${TURN})`.execute(connection);
        }
      });
    },
    async erase(): Promise<void> {
      await db.connection().execute(async (connection) => {
        // Whoever comes after it would wait with it: rather try again later than stop everybody.
        await sql`set lock_timeout = '5s'`.execute(connection);
        try {
          for (const table of KEY_TABLES) await sql`select rewrite_key_table(${table})`.execute(connection);
        } finally {
          await sql`reset lock_timeout`.execute(connection);
        }
      });
    },
    isUniqueViolation(error: unknown): boolean {
      return codeOf(error) === UNIQUE_VIOLATION;
    },
    isFull(error: unknown): boolean {
      return codeOf(error) === FULL;
    },
    isUnavailable(error: unknown): boolean {
      if (!(error instanceof Error)) return false;
      // The server has ended the connection, or let nobody in.
      if ("severity" in error && (error.severity === "FATAL" || error.severity === "PANIC")) return true;
      const code = codeOf(error);
      if (typeof code !== "string") return BROKEN.test(error.message);
      return code.startsWith("08") || PASSING.includes(code) || UNREACHABLE.includes(code);
    },
    async close(): Promise<void> {
      // Kysely closes only what it has used. A connection whose end is never told, seen now and then, keeps nobody.
      await Promise.race([db.destroy(), sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

/** The server cannot be used, for a reason that the operator understands. */
export class DatabaseRefused extends Error {
  override readonly name = "DatabaseRefused";
}

/** Whether the error means that the role of SAFELIGHT_DATABASE may not do what was asked. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === FORBIDDEN;
}

/** @throws DatabaseRefused for a server that does not answer, lets us not in, or is older than Safelight is tried with */
export async function requireServer(db: Kysely<Schema>): Promise<void> {
  const version = await versionOf(db).catch((cause: unknown) => {
    const reason = cause instanceof Error && cause.message !== "" ? cause.message : String(codeOf(cause));
    throw new DatabaseRefused(`The PostgreSQL server of SAFELIGHT_DATABASE cannot be used: ${reason}.`, {
      cause,
    });
  });
  if (version >= OLDEST_VERSION) return;
  throw new DatabaseRefused(
    "The PostgreSQL server of SAFELIGHT_DATABASE is too old: Safelight needs version 15 or newer.",
  );
}

async function versionOf(db: Kysely<Schema>): Promise<number> {
  const asked = sql<{ version: string }>`select current_setting('server_version_num') as version`;
  return Number((await asked.execute(db)).rows[0]?.version);
}
