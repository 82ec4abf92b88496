import type { Kysely } from "kysely";
import type { KeyslotKind, Schema } from "../database/schema.ts";

// The SQL of whole tables: out of one database, and into another of either kind.

type Db = Kysely<Schema>;

export type TableName = keyof Schema;
export type Value = string | number | null | Uint8Array;

export interface TableShape {
  readonly table: TableName;
  readonly columns: readonly string[];
  /** Which of them hold bytes. */
  readonly bytes: readonly string[];
}

const ROWS_AT_ONCE = 500;

/** The columns of tables as they are in this database, by their names' order. */
export async function shapesOf(db: Db, tables: readonly TableName[]): Promise<TableShape[]> {
  const found = await db.introspection.getTables();
  return tables.flatMap((table) => {
    const columns = found.find(({ name }) => name === table)?.columns.toSorted(byName);
    if (columns === undefined) return [];
    const bytes = columns.filter(({ dataType }) => ["blob", "bytea"].includes(dataType.toLowerCase()));
    return [{ table, columns: columns.map(({ name }) => name), bytes: bytes.map(({ name }) => name) }];
  });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/**
 * Every row, as its values in the order of the columns; of keyslots those of the kinds. In its loop no other query may
 * be asked.
 */
export async function* streamRows(
  db: Db,
  { table, columns }: TableShape,
  slotKinds: readonly KeyslotKind[],
): AsyncGenerator<Value[]> {
  const query =
    table === "keyslots"
      ? db.selectFrom(table).selectAll().where("kind", "in", slotKinds)
      : // Safe because nothing is asked of a row but its columns by name.
        db.selectFrom(table as "instance_values").selectAll();
  for await (const row of query.stream(ROWS_AT_ONCE)) {
    const named = row as unknown as Readonly<Record<string, Value>>;
    yield columns.map((column) => named[column] ?? null);
  }
}

export async function insertRows(db: Db, shape: TableShape, rows: readonly Value[][]): Promise<void> {
  if (rows.length === 0) return;
  const named = rows.map((row) => Object.fromEntries(shape.columns.map((column, at) => [column, row[at]])));
  // Safe because the columns are those of the table, which was looked at.
  await db
    .insertInto(shape.table as "instance_values")
    .values(named as never)
    .execute();
}

/** Whether anything of Safelight's is in the database, tables that are empty left out of account. */
export async function holdsAnything(db: Db): Promise<boolean> {
  const tables = await db.introspection.getTables();
  for (const table of ["instance_secrets", "accounts", "images"] as const) {
    if (!tables.some(({ name }) => name === table)) continue;
    if ((await db.selectFrom(table).selectAll().limit(1).executeTakeFirst()) !== undefined) return true;
  }
  return false;
}

/** The versions of the master key that anything in the database lies under, with their public fingerprints. */
export async function listNamedMasterVersions(
  db: Db,
): Promise<{ readonly version: number; readonly fingerprint: Uint8Array }[]> {
  const secrets = await db.selectFrom("instance_secrets").select("master_version").distinct().execute();
  const slots = await db
    .selectFrom("keyslots")
    .select("master_version")
    .distinct()
    .where("master_version", "is not", null)
    .execute();
  const named = new Set([...secrets, ...slots].map((row) => row.master_version));
  const known = await db
    .selectFrom("master_versions")
    .select(["version", "fingerprint"])
    .orderBy("version")
    .execute();
  return known.filter(({ version }) => named.has(version));
}
