// node:sqlite in the shape that Kysely's SQLite driver asks for. Rows come out as ordinary objects, and bytes as
// Uint8Array: the objects that node:sqlite gives have no prototype, and then neither `in` templates nor deepEqual treat
// them as rows. They are made of arrays here, which takes half the time of copying those objects.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { bindable } from "./bindable.ts";

// Lists of values make a statement for each length; the least used are dropped and prepared anew when they return.
const keptStatements = 300;
/** May give a statement that is kept other columns than it had. */
const changesColumns = /^\s*(?:create|alter|drop)\b/i;
const nothingChanged = { changes: 0, lastInsertRowid: 0 };

/** `kept` bounds how many prepared statements are kept. Closing it closes the database. */
export function sqliteStatements(database: DatabaseSync, kept: number = keptStatements): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      if (changesColumns.test(sql)) statements.clear();
      const statement = statements.get(sql) ?? prepared(database, sql);
      // A Map keeps the order of insertion, so the first is the one longest unused.
      statements.delete(sql);
      statements.set(sql, statement);
      if (statements.size > kept) statements.delete(statements.keys().next().value!);
      return statement;
    },
    close() {
      statements.clear();
      if (database.isOpen) database.close();
    },
  };
}

type Row = Record<string, unknown>;

function prepared(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql, { returnArrays: true });
  const names = statement.columns().map(({ name }) => name);
  const rowOf = (values: readonly unknown[]): Row => {
    const row: Row = {};
    for (let at = 0; at < names.length; at += 1) row[names[at]!] = values[at];
    return row;
  };
  return {
    reader: names.length > 0,
    // Safe because the statement gives arrays.
    all: (parameters) => (statement.all(...inputs(parameters)) as unknown as unknown[][]).map(rowOf),
    // A full disk makes SQLite take the transaction back by itself. Rolling back once more would be an error, and
    // that error would hide the one that tells why.
    run: (parameters) =>
      sql === "rollback" && !database.isTransaction ? nothingChanged : statement.run(...inputs(parameters)),
    iterate: (parameters) => rows(statement, rowOf, parameters),
  };
}

function* rows(
  statement: StatementSync,
  rowOf: (values: readonly unknown[]) => Row,
  parameters: readonly unknown[],
): Generator<Row, undefined> {
  // Safe because the statement gives arrays.
  for (const values of statement.iterate(...inputs(parameters))) yield rowOf(values as unknown as unknown[]);
  return undefined;
}

/** node:sqlite would store true as 1, where PostgreSQL sees a mistake. */
function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  for (const value of parameters) {
    if (typeof value === "boolean") {
      throw new TypeError(`A query was given ${value} where a column's value belongs.`);
    }
  }
  // Safe because node:sqlite itself refuses the other types that it cannot store.
  return bindable(parameters) as SQLInputValue[];
}
