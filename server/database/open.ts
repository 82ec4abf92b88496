// What the rest of the server knows of a database: Kysely, and the few things in which databases differ.
import type { Kysely } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite-database.ts";

/** A file is made when it is absent; ":memory:" is an empty database that ends when closed. */
export interface DatabaseTarget {
  readonly kind: "sqlite";
  readonly file: string;
}

/**
 * Integers come back as numbers, and reading one beyond 2^53 is an error; bytes come back as Uint8Array; rows are
 * ordinary objects. Inside `db.transaction()` use the transaction alone, and inside a stream's loop no other query:
 * SQLite has one connection, and both would wait for themselves for ever.
 */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
  /**
   * Resolves when deleted rows are gone from the database's files. Not inside a transaction. Rejects when something
   * else keeps the files from being cleaned for 5 seconds; deleted rows are unreachable all the same.
   */
  checkpoint(): Promise<void>;
  /** Whether the error means that a row with the same primary key or unique columns is there already. */
  isUniqueViolation(error: unknown): boolean;
  /** Whether the error means that there is no room left to write; what was being written is taken back. */
  isFull(error: unknown): boolean;
  /** Rejects when the database cannot answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a database as it is; migrate() brings its tables up to date. Rejects when it cannot be opened. */
export async function openDatabase(target: DatabaseTarget): Promise<Database> {
  return openSqlite(target.file);
}
