// What the rest of the server knows of a database: Kysely, and the few things in which databases differ.
import type { Kysely } from "kysely";
import type { OpenChannel } from "./channel.ts";
import type { Dialect } from "./dialect.ts";
import { openPostgres, requireServer } from "./postgres-database.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite-database.ts";

export type DatabaseTarget =
  /** A file is made when it is absent; ":memory:" is an empty database that ends when closed. */
  | { readonly kind: "sqlite"; readonly file: string }
  /** Told of connections that broke while nobody used them; others take their place. */
  | { readonly kind: "postgres"; readonly url: string; readonly onBroken: (error: Error) => void };

/**
 * Integers come back as numbers, and reading one beyond 2^53 is an error; bytes come back as Uint8Array; rows are
 * ordinary objects. Inside `db.transaction()` use the transaction alone, and inside a stream's loop no other query:
 * SQLite has one connection, and both would wait for themselves for ever.
 */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
  /**
   * True when deleted rows are gone from the database's files; false where erase() has to be waited for. Not inside a
   * transaction. Rejects when something else keeps the files from being cleaned for 5 seconds; deleted rows are
   * unreachable all the same.
   */
  checkpoint(): Promise<boolean>;
  /** Rids the database's files of deleted keys, where checkpoint() does not. For a job: it may take seconds. */
  erase(): Promise<void>;
  /**
   * Reads as everything was at one moment, while others write on: what `work` reads by its argument, and by nothing
   * else, belongs together. It only reads.
   */
  snapshot<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /**
   * Does what one process of an instance must not do while another does the same: they wait for each other. Where the
   * database has one server, that is nobody else.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Where other processes may share the database; null where there is one server and no other, as with SQLite. */
  readonly openChannel: OpenChannel | null;
  /** Whether the error means that a row with the same primary key or unique columns is there already. */
  isUniqueViolation(error: unknown): boolean;
  /** Whether the error means that there is no room left to write; what was being written is taken back. */
  isFull(error: unknown): boolean;
  /** Whether the error means that the database is away, overloaded or its disk fails, so that the same may go well later. */
  isUnavailable(error: unknown): boolean;
  /** Rejects when the database cannot answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a database as it is; migrate() brings its tables up to date. Rejects when it cannot be opened. */
export async function openDatabase(target: DatabaseTarget): Promise<Database> {
  if (target.kind === "sqlite") return openSqlite(target.file);
  const database = openPostgres(target.url, target.onBroken);
  try {
    await requireServer(database.db);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
