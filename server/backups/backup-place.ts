import { constants, createReadStream } from "node:fs";
import { access, link, mkdir, mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type BlobPlace, describeBlobPlace } from "../blob-place.ts";
import { BlobExists, type BlobStore, isBlobKey } from "../blobs/blob-store.ts";
import { openDiskBlobs } from "../blobs/disk.ts";
import { openS3Blobs } from "../blobs/s3.ts";
import { takeFileLock } from "../database/sqlite-lock.ts";
import { BackupRefused } from "./snapshot-file.ts";

// Where a backup lies: a file, or an object in a bucket, and beside it the sealed pictures of all the backups there.

/** The store of pictures that the backups of one place share. */
export const POOL = "sealed-blobs";
export const LOCK = ".safelight-backup.lock";
/** How the names of folders begin in which a backup is being made. */
export const UNFINISHED = ".unfinished-";

export interface BackupPlace {
  /** For people. */
  readonly name: string;
  readonly pool: BlobStore;
  /** For people: where the pool lies. */
  readonly poolName: string;
  /** A folder of one's own for what is not finished; gone when the place is closed. */
  readonly workFolder: string;
  exists(): Promise<boolean>;
  /** Gives a finished file its name, for certain; never in another's place. */
  publish(file: string): Promise<void>;
  /** @throws BackupRefused when there is none */
  read(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** @param options.write for making a backup: one at a time in one folder */
export async function openBackupPlace(
  place: BlobPlace,
  options: { readonly write: boolean },
): Promise<BackupPlace> {
  return place.kind === "folder"
    ? await openFilePlace(place.path, options.write)
    : await openBucketPlace(place);
}

async function openFilePlace(file: string, write: boolean): Promise<BackupPlace> {
  const folder = dirname(file);
  if (write) await mkdir(folder, { recursive: true, mode: 0o700 });
  const letGo = write ? lockFolder(folder) : () => undefined;
  try {
    const pool = await openDiskBlobs(join(folder, POOL), { beside: !write });
    if (write) await removeUnfinished(folder);
    // On the same file system, so that publishing is one step.
    const workFolder = await mkdtemp(write ? join(folder, UNFINISHED) : join(tmpdir(), "safelight-"));
    return {
      name: file,
      pool,
      poolName: join(folder, POOL),
      workFolder,
      exists: () => isThere(file),
      async publish(finished) {
        try {
          await link(finished, file);
        } catch (error) {
          if (error instanceof Error && "code" in error && error.code === "EEXIST") throw taken(file);
          throw error;
        }
        await using handle = await open(folder, "r");
        await handle.sync();
      },
      async *read() {
        if (!(await isThere(file))) throw new BackupRefused(`There is no backup ${file}.`);
        yield* createReadStream(file) as AsyncIterable<Buffer>;
      },
      async close() {
        await rm(workFolder, { recursive: true, force: true });
        await pool.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

/**
 * For this process alone to change what is in a folder of backups, until it calls what this gives.
 * @throws BackupRefused while another does
 */
export function lockFolder(folder: string): () => void {
  const letGo = takeFileLock(join(folder, LOCK));
  if (letGo !== null) return letGo;
  throw new BackupRefused(
    `Another backup is being made in ${folder}, or its pool collected. Wait for the end.`,
  );
}

/** What a killed backup left. Nobody else is at work here. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(UNFINISHED)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function taken(name: string): BackupRefused {
  return new BackupRefused(`There is a backup ${name} already, and none is ever overwritten. Name another.`);
}

async function isThere(file: string): Promise<boolean> {
  return await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** `s3://bucket/prefix/name`: the last part names the backup. */
async function openBucketPlace(place: BlobPlace & { readonly kind: "s3" }): Promise<BackupPlace> {
  const whole = place.prefix.replace(/\/$/, "");
  const key = basename(whole);
  if (!isBlobKey(key) || key === POOL)
    throw new BackupRefused(
      "A backup in a bucket is named by small letters, digits and -, behind its prefix.",
    );
  const prefix = whole.slice(0, whole.length - key.length);
  const store = await openS3Blobs({ ...place, prefix });
  const pool = await openS3Blobs({ ...place, prefix: `${prefix}${POOL}/` });
  const workFolder = await mkdtemp(join(tmpdir(), "safelight-"));
  const name = describeBlobPlace(place);
  return {
    name,
    pool,
    poolName: describeBlobPlace({ ...place, prefix: `${prefix}${POOL}/` }),
    workFolder,
    exists: async () => (await store.size(key)) !== null,
    async publish(finished) {
      try {
        await store.put(key, createReadStream(finished) as AsyncIterable<Buffer>);
      } catch (error) {
        throw error instanceof BlobExists ? taken(name) : error;
      }
    },
    async *read() {
      if ((await store.size(key)) === null) throw new BackupRefused(`There is no backup ${name}.`);
      yield* store.stream(key);
    },
    async close() {
      await rm(workFolder, { recursive: true, force: true });
      await store.close();
      await pool.close();
    },
  };
}
