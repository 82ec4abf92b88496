// Blobs as files. A blob is written under a temporary name in incoming/, made durable, and only then linked to its
// own name: link() never overwrites, so nothing half-written ever has a blob's name and nothing stored is replaced.
// One process owns the folder at a time (server/data-folder.ts sees to that).
import { constants } from "node:fs";
import {
  access,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  statfs,
  unlink,
} from "node:fs/promises";
import { join } from "node:path";
import { SEALED_CHUNK_BYTES } from "../crypto/blob-chunks.ts";
import { newId } from "../crypto/random.ts";
import {
  BlobExists,
  BlobMissing,
  type BlobRange,
  type BlobStore,
  BlobStoreFull,
  checkBlobKey,
  checkBlobPrefix,
  withinBlob,
} from "./blob-store.ts";
import { fileNameOf, incomingName, keyOf, shardNames, shardOf } from "./disk-layout.ts";
import { folderSync } from "./folder-sync.ts";

// No blob is a link, and one that is a pipe must not keep us waiting.
const readNoLink = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const blockBytes = 256 * 1024;
/** As many whole chunks of a sealed blob: who opens them as they come copies none together. */
const pieceBytes = 16 * SEALED_CHUNK_BYTES;

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** EFBIG is how a limit on file sizes (ulimit -f, or the file system's own) says that there is no room. */
function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT", "EFBIG"].includes(String(codeOf(error)));
}

/** Makes the folders that are missing. Where one is a link to somewhere else it refuses, and has made nothing. */
async function makeFolders(root: string, sync: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const present = new Map((await readdir(root, { withFileTypes: true })).map((entry) => [entry.name, entry]));
  const wanted = [incomingName, ...shardNames];
  const wrong = wanted.find((name) => present.get(name)?.isDirectory() === false);
  if (wrong !== undefined) throw new Error(`${join(root, wrong)} must be a folder, and is not.`);
  const missing = wanted.filter((name) => !present.has(name));
  // Another server that starts on the same folder may make them meanwhile.
  await Promise.all(missing.map((name) => mkdir(join(root, name), { recursive: true, mode: 0o700 })));
  await sync(root);
}

/** What a process that was killed left half-written. It never had a blob's name, so nobody was told of it. */
async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });
}

/**
 * Opens (and makes, if need be) a folder of blobs. Files are 0600 and folders 0700.
 * @param options.beside for another process than the one that owns the folder: nothing is made, and what the owner is
 * writing is left alone
 */
export async function openDiskBlobs(
  root: string,
  options: { readonly beside?: boolean } = {},
): Promise<BlobStore> {
  const incoming = join(root, incomingName);
  const sync = folderSync();
  const mark = options.beside === true ? `${newId()}-` : "";
  if (options.beside !== true) {
    await makeFolders(root, sync);
    await removeLeftovers(incoming);
  }
  let received = 0;

  function placeOf(key: string): { folder: string; file: string } {
    checkBlobKey(key);
    const folder = join(root, shardOf(key));
    return { folder, file: join(folder, fileNameOf(key)) };
  }

  /** Only a regular file is a blob: anything else under its name was not put there by this store. */
  async function openBlob(key: string): Promise<{ handle: FileHandle; sizeBytes: number }> {
    const { file } = placeOf(key);
    const handle = await open(file, readNoLink).catch((error: unknown) => refuseRead(key, error));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new BlobMissing(key);
      return { handle, sizeBytes: stats.size };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async function write(file: string, sealed: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(sealed instanceof Uint8Array ? sealed : inBlocks(sealed));
      await handle.sync();
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  }

  /** Gives a finished file its blob's name, for good. Takes the name back when it cannot be made durable. */
  async function publish(finished: string, key: string): Promise<void> {
    const { folder, file } = placeOf(key);
    try {
      await link(finished, file);
    } catch (error) {
      if (codeOf(error) === "EEXIST") throw new BlobExists(key, { cause: error });
      throw error;
    }
    try {
      await sync(folder);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  return {
    async put(key, sealed) {
      checkBlobKey(key);
      received += 1;
      const unfinished = join(incoming, `${mark}${received}`);
      try {
        const sizeBytes = await write(unfinished, sealed);
        await publish(unfinished, key);
        return { sizeBytes };
      } catch (error) {
        throw isFull(error) ? new BlobStoreFull({ cause: error }) : error;
      } finally {
        // Safe to let fail: it has no blob's name, and is removed when the store is next opened.
        await rm(unfinished, { force: true }).catch(() => {});
      }
    },

    async read(key, range) {
      // Half the work of opening, measuring, reading and closing by hand, and views are mostly this.
      if (!range) {
        const { file } = placeOf(key);
        return readFile(file, { flag: readNoLink }).catch((error: unknown) => refuseRead(key, error));
      }
      const { handle, sizeBytes } = await openBlob(key);
      try {
        const { start, end } = withinBlob(range, sizeBytes);
        return await readFully(handle, start, end, key);
      } finally {
        await handle.close();
      }
    },

    async *stream(key: string, range?: BlobRange) {
      const { handle, sizeBytes } = await openBlob(key);
      try {
        const { start, end } = withinBlob(range, sizeBytes);
        for (let at = start; at < end; at += pieceBytes) {
          yield await readFully(handle, at, Math.min(at + pieceBytes, end), key);
        }
      } finally {
        await handle.close();
      }
    },

    async size(key) {
      const { file } = placeOf(key);
      const stats = await lstat(file).catch(nullIfAbsent);
      return stats?.isFile() ? stats.size : null;
    },

    async delete(key) {
      // Not made durable: after a power cut the name may be back, as an orphan, which is collected.
      await unlink(placeOf(key).file).catch(nullIfAbsent);
    },

    async *list(prefix = "") {
      checkBlobPrefix(prefix);
      const beginning = fileNameOf(prefix);
      for (const shard of shardNames) {
        for (const fileName of await readdir(join(root, shard))) {
          const key = fileName.startsWith(beginning) ? keyOf(shard, fileName) : null;
          if (!key) continue;
          const stats = await lstat(join(root, shard, fileName)).catch(nullIfAbsent);
          if (stats?.isFile()) yield { key, sizeBytes: stats.size, modifiedAt: stats.mtime };
        }
      }
    },

    async status() {
      await access(incoming, constants.R_OK | constants.W_OK);
      const { bavail } = await statfs(incoming);
      if (bavail === 0) throw new BlobStoreFull();
      return [];
    },

    async close() {},
  };
}

/** The same bytes in fewer, larger writes. Each block is written before the next piece is asked for, so one does. */
async function* inBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; ) {
      const taken = piece.subarray(at, at + block.length - filled);
      block.set(taken, filled);
      filled += taken.byteLength;
      at += taken.byteLength;
      if (filled < block.length) continue;
      yield block;
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

async function readFully(handle: FileHandle, start: number, end: number, key: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  for (let filled = 0; filled < bytes.byteLength; ) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, start + filled);
    if (bytesRead === 0) throw new Error(`Blob ${key} became shorter while it was read.`);
    filled += bytesRead;
  }
  return bytes;
}

function refuseRead(key: string, error: unknown): never {
  if (["ENOENT", "ELOOP", "EISDIR"].includes(String(codeOf(error))))
    throw new BlobMissing(key, { cause: error });
  throw error;
}

function nullIfAbsent(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}
