// Backups and restores in this process, of an application that runs in it.

import { join } from "node:path";
import { type BackupPlace, openBackupPlace } from "../../server/backups/backup-place.ts";
import { type BackupReport, makeBackup } from "../../server/backups/make-backup.ts";
import { type RestoreReport, restoreBackup } from "../../server/backups/restore-backup.ts";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { type Database, openDatabase } from "../../server/database/open.ts";
import type { KeyProvider } from "../../server/keys/provider.ts";
import type { MemoryApp } from "../support/memory-app.ts";
import { postgresDatabase } from "../support/postgres.ts";

const quiet = (): void => undefined;

export async function withPlace<T>(
  file: string,
  write: boolean,
  work: (place: BackupPlace) => Promise<T>,
): Promise<T> {
  const place = await openBackupPlace({ kind: "folder", path: file }, { write });
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}

export async function backUp(
  { rooms }: Pick<MemoryApp, "rooms">,
  file: string,
  onProgress: (what: string) => void = quiet,
): Promise<BackupReport> {
  return await withPlace(file, true, (place) =>
    makeBackup(rooms, place, { product: "0.0.0-test", onProgress }),
  );
}

export interface Restored {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly report: RestoreReport;
  readonly close: () => Promise<void>;
}

/** Into an empty database of that kind, and memory. */
export async function putBack(
  file: string,
  keys: KeyProvider,
  {
    kind = "sqlite",
    blobs = memoryBlobs(),
    acceptLosses = false,
  }: { kind?: "sqlite" | "postgres"; blobs?: BlobStore; acceptLosses?: boolean } = {},
): Promise<Restored> {
  const made = kind === "postgres" ? await postgresDatabase({ tables: false }) : null;
  const database = await openDatabase(
    made === null
      ? { kind: "sqlite", file: ":memory:" }
      : { kind: "postgres", url: made.url, onBroken: quiet },
  );
  const close = async (): Promise<void> => {
    await database.close();
    await made?.drop();
  };
  try {
    const options = { acceptLosses, clock: Date.now, onProgress: quiet };
    const target = { database, blobs, keys };
    const report = await withPlace(file, false, (place) => restoreBackup(target, place, options));
    return { database, blobs, report, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A name in a folder of its own. */
export function backupFile(folder: string, name: string): string {
  return join(folder, name, "backup");
}
