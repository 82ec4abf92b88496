import { type FileHandle, open } from "node:fs/promises";
import { type Sha256Hasher, sha256Hasher } from "../crypto/digest.ts";
import type { TableShape, Value } from "./row-store.ts";

// The file of a backup: lines of JSON. First the manifest, then each table's shape with its rows, at the end what is
// known to be lost and the SHA-256 of all lines before. Without that last line it is no backup. docs/vault-format.md
// describes it; nothing in it depends on which database the rows came from.

export const SNAPSHOT_FORMAT = "safelight-backup";
export const SNAPSHOT_VERSION = 1;

export interface Manifest {
  readonly format: typeof SNAPSHOT_FORMAT;
  readonly version: typeof SNAPSHOT_VERSION;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** Of the Safelight that made it. */
  readonly product: string;
  /** Names of the migrations that the rows' tables have been through. */
  readonly migrations: readonly string[];
  /** Versions of the master key that are needed, with fingerprints in hex. */
  readonly masterKeys: readonly { readonly version: number; readonly fingerprint: string }[];
  /** The end of the audit trail, as `audit verify` prints it; null before the first record. */
  readonly auditHead: string | null;
}

/** What was lost when the backup was made: it is not in it either. */
export interface KnownLosses {
  /** Keys of blobs. */
  readonly blobs: readonly string[];
  /** Ids of images without a data key. */
  readonly keys: readonly string[];
}

interface End {
  readonly end: true;
  readonly rows: number;
  readonly lost: KnownLosses;
  readonly sha256: string;
}

/**
 * A backup cannot be made, read, restored or collected as it was asked for: the file is not a whole one, or what is there
 * already stands against it. The message says which.
 */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
}

const FLUSH_BYTES = 256 * 1024;
const LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 10;

export interface SnapshotWriter {
  table(shape: TableShape): Promise<void>;
  row(shape: TableShape, values: readonly Value[]): Promise<void>;
  /** Ends it, on the disk for certain; may be called again, with other losses. */
  end(lost: KnownLosses): Promise<void>;
  /** What was written so far can be read. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the file (0600); fails where there is one. */
export async function writeSnapshot(file: string, manifest: Manifest): Promise<SnapshotWriter> {
  const handle = await open(file, "wx", 0o600);
  const hasher = sha256Hasher();
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let writtenBytes = 0;
  let rows = 0;
  let digest: string | null = null;

  async function flush(): Promise<void> {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    await writeAt(handle, bytes, writtenBytes);
    writtenBytes += bytes.length;
  }

  async function line(value: unknown): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
    hasher.update(bytes);
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes >= FLUSH_BYTES) await flush();
  }

  await line(manifest);
  return {
    table: (shape) => line(shape),
    async row({ columns, bytes }, values) {
      rows += 1;
      await line(values.map((value, at) => (bytes.includes(columns[at] ?? "") ? encode(value) : value)));
    },
    async end(lost) {
      await flush();
      digest ??= hasher.digest().toString("hex");
      const last: End = { end: true, rows, lost, sha256: digest };
      const bytes = Buffer.from(`${JSON.stringify(last)}\n`);
      await handle.truncate(writtenBytes);
      await writeAt(handle, bytes, writtenBytes);
      await handle.sync();
    },
    flush,
    close: () => handle.close(),
  };
}

async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

function encode(value: Value): string | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : null;
}

/** What stands in the file, in its order; `end` only when everything before was as it was written. */
export type Entry =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "table"; readonly shape: TableShape }
  | { readonly kind: "row"; readonly shape: TableShape; readonly values: Value[] }
  | { readonly kind: "end"; readonly lost: KnownLosses };

/**
 * Reads a file in pieces.
 * @throws BackupRefused, for one that is cut off only at its end
 */
export async function* readSnapshot(source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const hasher = sha256Hasher();
  let number = 0;
  let rows = 0;
  let shape: TableShape | null = null;
  let isOver = false;
  for await (const bytes of linesOf(source)) {
    number += 1;
    if (isOver) throw new BackupRefused("The backup was changed: something was added behind its end.");
    const value = parse(bytes, number);
    if (number === 1) yield { kind: "manifest", manifest: checkManifest(value) };
    else if (Array.isArray(value)) {
      if (shape === null) throw unreadable(number);
      rows += 1;
      yield { kind: "row", shape, values: decode(shape, value, number) };
    } else if (isEnd(value)) {
      checkEnd(value, rows, hasher);
      isOver = true;
      yield { kind: "end", lost: value.lost };
    } else {
      shape = checkShape(value, number);
      yield { kind: "table", shape };
    }
    if (!isOver) hasher.update(bytes);
  }
  if (number === 0) throw new BackupRefused("The backup is empty.");
  if (!isOver) throw new BackupRefused("The backup is cut off: its end is missing. Use another one.");
}

/** Lines with their ends. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const piece of source) {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...begun, piece.subarray(from, at + 1)]);
      begun = [];
      begunBytes = 0;
      from = at + 1;
    }
    begun.push(Buffer.from(piece.subarray(from)));
    begunBytes += piece.length - from;
    if (begunBytes > LINE_BYTES) throw new BackupRefused("This is no backup: a line of it is too long.");
  }
  if (begunBytes > 0) yield Buffer.concat(begun);
}

function unreadable(number: number): BackupRefused {
  return new BackupRefused(
    number === 1
      ? "This is no backup of Safelight."
      : `The backup is damaged: line ${number} cannot be read. Use another one.`,
  );
}

function parse(bytes: Buffer, number: number): unknown {
  try {
    if (bytes.at(-1) === NEWLINE) return JSON.parse(bytes.toString());
  } catch {
    throw unreadable(number);
  }
  throw number === 1
    ? unreadable(number)
    : new BackupRefused(`The backup is cut off in line ${number}. Use another one.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkManifest(value: unknown): Manifest {
  if (!isRecord(value) || value["format"] !== SNAPSHOT_FORMAT) throw unreadable(1);
  if (value["version"] !== SNAPSHOT_VERSION) {
    throw new BackupRefused("The backup was made by a newer Safelight. Restore it with that version.");
  }
  const { migrations, masterKeys } = value;
  if (!Array.isArray(migrations) || !Array.isArray(masterKeys)) throw unreadable(1);
  // Safe because its form is that of this version; what a changed one says is found out by the hash at the end.
  return value as unknown as Manifest;
}

function checkShape(value: unknown, number: number): TableShape {
  const isList = (list: unknown): boolean =>
    Array.isArray(list) && list.every((one) => typeof one === "string");
  if (!isRecord(value) || typeof value["table"] !== "string") throw unreadable(number);
  if (!isList(value["columns"]) || !isList(value["bytes"])) throw unreadable(number);
  return value as unknown as TableShape;
}

function isEnd(value: unknown): value is End {
  return isRecord(value) && value["end"] === true && isRecord(value["lost"]);
}

function checkEnd(end: End, rows: number, hasher: Sha256Hasher): void {
  if (end.rows === rows && end.sha256 === hasher.digest().toString("hex")) return;
  throw new BackupRefused("The backup is damaged: it is not as it was written. Use another one.");
}

function decode({ columns, bytes }: TableShape, values: readonly unknown[], number: number): Value[] {
  if (values.length !== columns.length) throw unreadable(number);
  return values.map((value, at) => {
    if (value === null || typeof value === "number") return value;
    if (typeof value !== "string") throw unreadable(number);
    return bytes.includes(columns[at] ?? "") ? new Uint8Array(Buffer.from(value, "base64")) : value;
  });
}
