import { createReadStream } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { openDiskBlobs } from "../blobs/disk.ts";
import { LOCK, lockFolder, POOL, UNFINISHED } from "./backup-place.ts";
import { refuseNewer } from "./rows.ts";
import { BackupRefused, readSnapshot } from "./snapshot-file.ts";

// Bytes in a folder's pool that none of its backups names any more. No backup can be made there meanwhile, and one file
// that cannot be read whole keeps everything: nobody knows what it names.

/** Younger ones are left alone: whoever put them there may have the file that names them yet to come. */
const DAY = 86_400_000;

export interface Collected {
  readonly backups: number;
  /** Blobs that none of them names and that are older than a day. */
  readonly unnamed: number;
  readonly sizeBytes: number;
  readonly removed: number;
}

export interface CollectOptions {
  /** Deletes them; otherwise they are counted only. */
  readonly remove: boolean;
  readonly clock: () => number;
  readonly onProgress: (read: number, total: number) => void;
}

/**
 * @param folder of backups, with their pool in it
 * @throws BackupRefused, and then nothing was deleted
 */
export async function collectPool(
  folder: string,
  { remove, clock, onProgress }: CollectOptions,
): Promise<Collected> {
  const root = join(folder, POOL);
  if (!(await isFolder(root)))
    throw new BackupRefused(`There are no backups in ${folder}: it has no ${POOL}.`);
  const letGo = lockFolder(folder);
  try {
    const files = (await readdir(folder, { withFileTypes: true }))
      .filter(({ name }) => ![POOL, LOCK, `${LOCK}-journal`].includes(name))
      .filter((entry) => !(entry.isDirectory() && entry.name.startsWith(UNFINISHED)))
      .map(({ name }) => join(folder, name));
    // An empty folder may be one whose files are elsewhere for the moment.
    if (files.length === 0)
      throw new BackupRefused(
        `There is no backup in ${folder} that could name anything. Nothing was deleted.`,
      );
    const named = new Set<string>();
    for (const [at, file] of files.entries()) {
      onProgress(at, files.length);
      for await (const set of namedSets(file)) named.add(set);
    }
    const found = { unnamed: 0, sizeBytes: 0, removed: 0 };
    const pool = await openDiskBlobs(root, { beside: true });
    try {
      for await (const { key, sizeBytes, modifiedAt } of pool.list()) {
        if (named.has(setOf(key)) || clock() - modifiedAt.getTime() < DAY) continue;
        found.unnamed += 1;
        found.sizeBytes += sizeBytes;
        if (!remove) continue;
        await pool.delete(key);
        found.removed += 1;
      }
    } finally {
      await pool.close();
    }
    return { backups: files.length, ...found };
  } finally {
    letGo();
  }
}

/** What comes before the rendition in a blob's key; the key itself where nothing does. */
function setOf(key: string): string {
  const end = key.indexOf("/");
  return end === -1 ? key : key.slice(0, end);
}

async function isFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Those of every picture in a backup, read to its end. */
async function* namedSets(file: string): AsyncGenerator<string> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new BackupRefused("It is no file.");
    for await (const entry of readSnapshot(createReadStream(file) as AsyncIterable<Buffer>)) {
      if (entry.kind === "manifest") refuseNewer(entry.manifest);
      if (entry.kind !== "row" || entry.shape.table !== "images") continue;
      const set = entry.values[entry.shape.columns.indexOf("blob_set")];
      if (typeof set !== "string") throw new BackupRefused("It does not say where its pictures are.");
      yield set;
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackupRefused(
      `Nothing was deleted, because ${file} cannot be read as a whole backup, and nobody knows what it names. Delete it or move it elsewhere if it is none. ${why}`,
      { cause },
    );
  }
}
