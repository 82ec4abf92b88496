// A bounded pool of connections to PostgreSQL in the shape that Kysely's driver asks for: statements are prepared
// once for each connection, nothing waits without end, and values come out as SQLite gives them.
import type { PostgresCursorConstructor, PostgresPool, PostgresPoolClient } from "kysely";
import { type ClientConfig, type CustomTypesConfig, Pool, type PoolClient, types } from "pg";
import Cursor from "pg-cursor";
import { bindable } from "./bindable.ts";

const MOST_CONNECTIONS = 10;
const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;
const STATEMENT_MS = 60_000;
/** A little longer than the server's own limit: it is for a server that does not answer at all. */
const ANSWER_MS = 70_000;
/** A transaction that was left open, by a process that hangs, say, holds its locks no longer. */
const LEFT_OPEN_MS = 30_000;
// Lists of values make a statement for each length; a connection keeps what it has prepared until it ends.
const PREPARED_STATEMENTS = 300;

// Of pg_type: https://www.postgresql.org/docs/current/catalog-pg-type.html
const BYTEA = 17;
const INT8 = 20;
const NUMERIC = 1700;

const parseBytea = types.getTypeParser(BYTEA) as (text: string) => Buffer;

/** @throws RangeError for a number that JavaScript cannot hold */
function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError("A whole number is too large to be read.");
  return number;
}

const asSqliteGives: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    // A Uint8Array of its own: a Buffer may show what else lies in Node's pool.
    if (oid === BYTEA) return (text: string) => new Uint8Array(parseBytea(text));
    // Sums of whole numbers come as numeric.
    if (oid === INT8 || oid === NUMERIC) return wholeNumber;
    return types.getTypeParser(oid, format) as unknown;
  }) as CustomTypesConfig["getTypeParser"],
};

/** Cursors for Kysely's streams. They would otherwise read values by the module's own parsers. */
export const postgresCursor: PostgresCursorConstructor = class TypedCursor<Row> extends Cursor<Row> {
  constructor(sql: string, parameters: unknown[]) {
    super(sql, [...bindable(parameters)], { types: asSqliteGives });
  }
};

export interface PostgresPoolSettings {
  /** `postgres://user:password@host:port/database`, with `sslmode` and `sslrootcert` as libpq has them. */
  readonly url: string;
  /** Told of a connection that broke while nobody used it; another takes its place. */
  readonly onBroken: (error: Error) => void;
}

/** Connects only when it is asked for something. */
export function postgresPool({ url, onBroken }: PostgresPoolSettings): PostgresPool {
  const pool = new Pool({
    ...connectionSettings(url),
    max: MOST_CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
  });
  pool.on("error", onBroken);
  // The pool looks after those that nobody has. One that breaks in somebody's hands, between two queries, is told of by
  // the next query; without a listener it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  const names = new Map<string, string>();
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();

  /** The name to prepare it under; undefined, which prepares it for once, when there are too many already. */
  function nameOf(sql: string): string | undefined {
    const known = names.get(sql);
    if (known !== undefined || names.size >= PREPARED_STATEMENTS) return known;
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  }

  function wrap(client: PoolClient): PostgresPoolClient {
    let isSilent = false;
    const ask = async (text: string, values: readonly unknown[]): Promise<unknown> => {
      const name = nameOf(text);
      const query = { text, values: [...bindable(values)], query_timeout: ANSWER_MS };
      try {
        return await client.query(name === undefined ? query : { ...query, name });
      } catch (error) {
        if (error instanceof Error && error.message === "Query read timeout") isSilent = true;
        throw error;
      }
    };
    return {
      // Safe because Kysely calls it in these two ways only, and pg answers each as Kysely's types say.
      query: ((asked: string | Cursor, values?: readonly unknown[]): unknown =>
        typeof asked === "string"
          ? ask(asked, values ?? [])
          : client.query(asked)) as PostgresPoolClient["query"],
      // What an unanswered query left in the connection would hold up whoever had it next.
      release: (destroy) => client.release(destroy === true || isSilent),
    };
  }

  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const known = wrapped.get(client) ?? wrap(client);
      wrapped.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

/** Of the pool's connections, and of one that listens. */
export function connectionSettings(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: "safelight",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: LEFT_OPEN_MS,
    keepAlive: true,
    types: asSqliteGives,
  };
}
