// The key provider that keeps master keys as files: master-<version>.key, 32 raw bytes, mode 0600, in a folder
// of mode 0700. The file `versions` lists what has existed, so that a lost key is noticed before it is needed.
// Locking the folder against a second server is the data folder's business, not this file's.
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hmacSha256 } from "../crypto/hmac.ts";
import { newId, newKey } from "../crypto/random.ts";
import { type KeyProvider, KeyVersionMissing } from "./provider.ts";

const KEY_BYTES = 32;
const KEY_FILE = /^master-([1-9]\d{0,8})\.key$/;
const LIST_FILE = "versions";
const TEMPORARY = ".tmp";

/** The key folder cannot be used as it is. The message says what is wrong and what to do, and holds no key. */
export class KeyFolderRefused extends Error {
  override readonly name = "KeyFolderRefused";
}

/**
 * Opens the master keys of a folder. With `create`, a missing or empty folder gets its first key: say so only
 * when nothing has been sealed yet. Rejects with KeyFolderRefused for a folder or file that others can read,
 * a file of the wrong length, a key that is listed and missing, or no key at all.
 */
export async function openFileKeys(
  folder: string,
  options: { readonly create: boolean },
): Promise<KeyProvider> {
  if (options.create) await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseOpenFolder(folder);
  if (options.create) await finishInterruptedWrites(folder);
  let versions = await knownVersions(folder);
  if (versions.length === 0) {
    if (!options.create) throw new KeyFolderRefused(`${folder} holds no master key; put its copy back`);
    versions = [await addFileKey(folder)];
  }
  const keys = new Map<number, Buffer>();
  for (const version of versions) keys.set(version, await readKey(folder, version));
  return fromKeys(keys);
}

/**
 * Adds a new random master key to the folder, on disk for certain when this resolves, and gives its version.
 * A provider that is open already does not see it. Rejects with KeyFolderRefused as openFileKeys does.
 */
export async function addFileKey(folder: string): Promise<number> {
  await refuseOpenFolder(folder);
  const known = await knownVersions(folder);
  const version = (known.at(-1) ?? 0) + 1;
  const name = keyFile(version);
  const temporary = await writeTemporary(folder, name, newKey());
  // link, where other files are renamed: it never replaces a key that another process wrote meanwhile.
  try {
    await link(temporary, join(folder, name));
  } finally {
    await rm(temporary);
  }
  await syncFolder(folder);
  await writeList(folder, await knownVersions(folder));
  return version;
}

function fromKeys(keys: Map<number, Buffer>): KeyProvider {
  const versions = Object.freeze([...keys.keys()]);
  let closed = false;
  return {
    currentVersion: versions.at(-1)!,
    versions: () => versions,
    async derive(version, label) {
      if (closed) throw new Error("the key provider is closed");
      const key = keys.get(version);
      if (key === undefined) throw new KeyVersionMissing(version);
      return hmacSha256(key, label);
    },
    async close() {
      closed = true;
      for (const key of keys.values()) key.fill(0);
    },
  };
}

/** Every version listed or present, ascending. Refuses when one is listed and its file is gone. */
async function knownVersions(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  const present = new Set(names.flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []).map(Number));
  const listed = names.includes(LIST_FILE) ? await readList(folder) : [];
  for (const version of listed) {
    if (!present.has(version)) {
      throw new KeyFolderRefused(`${join(folder, keyFile(version))} is missing; put its copy back`);
    }
  }
  return [...present].toSorted((a, b) => a - b);
}

async function readList(folder: string): Promise<readonly number[]> {
  const path = join(folder, LIST_FILE);
  const lines = (await readFile(path, "utf8")).trim().split("\n");
  if (!lines.every((line) => /^[1-9]\d{0,8}$/.test(line))) {
    throw new KeyFolderRefused(`${path} is damaged; it holds one version a line`);
  }
  return lines.map(Number);
}

async function writeList(folder: string, versions: readonly number[]): Promise<void> {
  const temporary = await writeTemporary(folder, LIST_FILE, Buffer.from(`${versions.join("\n")}\n`));
  await rename(temporary, join(folder, LIST_FILE));
  await syncFolder(folder);
}

/** After a crash: a left-over temporary file may be a second copy of a key; an unlisted key is listed now. */
async function finishInterruptedWrites(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (name.endsWith(TEMPORARY)) await rm(join(folder, name));
  const versions = await knownVersions(folder);
  const listed = names.includes(LIST_FILE) ? await readList(folder) : [];
  if (versions.length > listed.length) await writeList(folder, versions);
}

async function readKey(folder: string, version: number): Promise<Buffer> {
  const path = join(folder, keyFile(version));
  await using file = await open(path, "r");
  const found = await file.stat();
  if (!found.isFile()) throw new KeyFolderRefused(`${path} is not a file`);
  refuseOthers(path, found.mode, "600");
  if (found.size !== KEY_BYTES) {
    throw new KeyFolderRefused(
      `${path} has ${found.size} bytes, a master key has ${KEY_BYTES}; put its copy back`,
    );
  }
  const key = Buffer.alloc(KEY_BYTES);
  const { bytesRead } = await file.read(key, 0, KEY_BYTES, 0);
  if (bytesRead !== KEY_BYTES) throw new KeyFolderRefused(`${path} could not be read whole`);
  return key;
}

async function refuseOpenFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new KeyFolderRefused(`${folder}, the key folder, does not exist`);
    throw error;
  });
  if (!found.isDirectory()) throw new KeyFolderRefused(`${folder} is not a folder`);
  refuseOthers(folder, found.mode, "700");
}

function refuseOthers(path: string, mode: number, wanted: string): void {
  if ((mode & 0o077) === 0) return;
  const now = (mode & 0o777).toString(8);
  throw new KeyFolderRefused(`${path} has mode ${now}: others could read it; chmod ${wanted} it`);
}

async function writeTemporary(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${name}.${newId()}${TEMPORARY}`);
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(bytes);
  await file.sync();
  return path;
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

function keyFile(version: number): string {
  return `master-${version}.key`;
}
