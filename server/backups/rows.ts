import { findAuditHead } from "../audit/audit-store.ts";
import { migrationsFor } from "../database/migrations/migrations.ts";
import type { Database } from "../database/open.ts";
import { KEPT_TABLES, LASTING_SLOTS } from "./kept-tables.ts";
import {
  insertRows,
  listNamedMasterVersions,
  shapesOf,
  streamRows,
  type TableShape,
  type Value,
} from "./row-store.ts";
import {
  BackupRefused,
  type Entry,
  type KnownLosses,
  type Manifest,
  readSnapshot,
  SNAPSHOT_FORMAT,
  SNAPSHOT_VERSION,
  type SnapshotWriter,
  writeSnapshot,
} from "./snapshot-file.ts";

// Rows of one moment into a file, and back into a database of either kind.

const ROWS_AT_ONCE = 50;

type Made = Pick<Manifest, "id" | "takenAt" | "product" | "migrations">;

/** Writes everything that is kept, as it was at one moment; without an end yet. */
export async function dumpRows(database: Database, file: string, made: Made): Promise<SnapshotWriter> {
  return await database.snapshot(async (db) => {
    const head = await findAuditHead(db);
    const masterKeys = await listNamedMasterVersions(db);
    const shapes = await shapesOf(db, KEPT_TABLES);
    const writer = await writeSnapshot(file, {
      format: SNAPSHOT_FORMAT,
      version: SNAPSHOT_VERSION,
      ...made,
      masterKeys: masterKeys.map(({ version, fingerprint }) => ({ version, fingerprint: hex(fingerprint) })),
      auditHead: head === null ? null : `${head.seq}:${hex(head.link)}`,
    });
    try {
      for (const shape of shapes) {
        await writer.table(shape);
        for await (const row of streamRows(db, shape, LASTING_SLOTS)) await writer.row(shape, row);
      }
      await writer.flush();
      return writer;
    } catch (error) {
      await writer.close();
      throw error;
    }
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/**
 * Writes the rows of a backup into a database whose tables are those of the backup's day, and empty: all of them or
 * none.
 * @throws BackupRefused
 */
export async function loadRows(database: Database, source: AsyncIterable<Uint8Array>): Promise<KnownLosses> {
  return await database.db.transaction().execute(async (transaction) => {
    const present = new Map((await shapesOf(transaction, KEPT_TABLES)).map((shape) => [shape.table, shape]));
    let shape: TableShape | null = null;
    let waiting: Value[][] = [];
    const flush = async (): Promise<void> => {
      if (shape !== null) await insertRows(transaction, shape, waiting);
      waiting = [];
    };
    for await (const entry of readSnapshot(source)) {
      if (entry.kind === "row") {
        waiting.push(entry.values);
        if (waiting.length >= ROWS_AT_ONCE) await flush();
      } else {
        await flush();
        if (entry.kind === "end") return entry.lost;
        if (entry.kind === "table") shape = sameShape(entry.shape, present.get(entry.shape.table));
      }
    }
    throw new BackupRefused("The backup has no end.");
  });
}

function sameShape(shape: TableShape, present: TableShape | undefined): TableShape {
  if (present !== undefined && JSON.stringify(present) === JSON.stringify(shape)) return shape;
  throw new BackupRefused(`The backup's table ${shape.table} is not as this version of Safelight knows it.`);
}

/** The first line alone. */
export async function readManifest(source: AsyncIterable<Uint8Array>): Promise<Manifest> {
  for await (const entry of readSnapshot(source)) if (entry.kind === "manifest") return entry.manifest;
  throw new BackupRefused("The backup is empty.");
}

/** @throws BackupRefused for a backup of tables that this version does not know */
export function refuseNewer({ product, migrations }: Manifest): void {
  const known = migrationsFor("sqlite");
  const unknown = migrations.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new BackupRefused(
    `The backup was made by a newer Safelight, ${product}: its tables have been through "${unknown}", which this version does not know. Use that version or a newer one, or a backup that was made before.`,
  );
}

/** The rows of one table, by their columns' names. To the end, unless whoever asks stops before. */
export async function* rowsOfTable(
  entries: AsyncIterable<Entry>,
  table: TableShape["table"],
): AsyncGenerator<Readonly<Record<string, Value>>> {
  for await (const entry of entries) {
    if (entry.kind !== "row" || entry.shape.table !== table) continue;
    yield Object.fromEntries(entry.shape.columns.map((column, at) => [column, entry.values[at] ?? null]));
  }
}
