// The key provider that keeps master keys as files: master-<version>.key, 32 raw bytes, mode 0600, in a folder
// of mode 0700. The file `versions` lists what has existed, so that a lost key is noticed before it is needed.
// Locking the folder against a second server is the data folder's business, not this file's.
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hmacSha256 } from "../crypto/hmac.ts";
import { newId, newKey } from "../crypto/random.ts";
import {
  type KeyOpening,
  type KeyProvider,
  KeysRefused,
  KeyVersionMissing,
  KeyVersionTaken,
} from "./provider.ts";

/** Bytes of a master key. */
export const KEY_BYTES = 32;
/** A key's file by its name, and its version. */
export const KEY_FILE = /^master-([1-9]\d{0,8})\.key$/;
const LIST_FILE = "versions";
const TEMPORARY = ".tmp";
/** How often something is tried that other processes come between. */
const TRIES = 10;

/** Steps of adding or setting aside a key, each a place where a process may be killed. */
export type FileKeyStep = "key.written" | "key.linked" | "key.listed" | "key.unlisted" | "key.set-aside";

type Reached = (step: FileKeyStep) => void | Promise<void>;

/**
 * Opens the master keys of a folder. With `create`, a missing or empty folder gets its first key: say so only
 * when nothing has been sealed yet. Rejects with KeysRefused for a folder or file that others can read, a file of
 * the wrong length, a key that is listed and missing, or no key at all.
 * @param reached told of each step and waited for, for tests that end the process there or come between
 */
export async function openFileKeys(
  folder: string,
  { create, mayBeEmpty = false }: KeyOpening,
  reached: Reached = () => undefined,
): Promise<KeyProvider> {
  if (create || mayBeEmpty) await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseOpenFolder(folder);
  if (create) await finishInterruptedWrites(folder);
  if ((await knownVersions(folder)).length === 0 && !mayBeEmpty) {
    if (!create) throw new KeysRefused(`${folder} holds no master key; put its copy back`);
    await addKey(folder, 1, reached).catch((error: unknown) => {
      // Another server of the same instance started at the same moment, and its key is the one there is.
      if (!(error instanceof KeyVersionTaken)) throw error;
    });
  }
  let keys = await readKeys(folder);
  let closed = false;
  const refuseWhenClosed = (): void => {
    if (closed) throw new Error("the key provider is closed");
  };
  const refresh = async (): Promise<void> => {
    refuseWhenClosed();
    await refuseOpenFolder(folder);
    const now = await readKeys(folder);
    forget(keys);
    keys = now;
    if (closed) forget(keys);
  };
  return {
    get currentVersion() {
      return Math.max(0, ...keys.keys());
    },
    versions: () => [...keys.keys()],
    where: (version) => (keys.has(version) ? { kind: "file", name: join(folder, keyFile(version)) } : null),
    async derive(version, label) {
      refuseWhenClosed();
      if (!keys.has(version) && (await isPresent(folder, version))) await refresh();
      const key = keys.get(version);
      if (key === undefined) throw new KeyVersionMissing(version);
      return hmacSha256(key, label);
    },
    refresh,
    async add(version) {
      refuseWhenClosed();
      await refuseOpenFolder(folder);
      await addKey(folder, version, reached);
      await refresh();
    },
    async setAside(version) {
      refuseWhenClosed();
      const place = await setKeyAside(folder, version, reached);
      await refresh();
      return place;
    },
    async close() {
      closed = true;
      forget(keys);
    },
  };
}

function forget(keys: ReadonlyMap<number, Buffer>): void {
  for (const key of keys.values()) key.fill(0);
}

async function readKeys(folder: string): Promise<ReadonlyMap<number, Buffer>> {
  return await unlessGone(async () => {
    const keys = new Map<number, Buffer>();
    for (const version of await knownVersions(folder)) keys.set(version, await readKey(folder, version));
    return keys;
  });
}

/** Does it once more when a file went meanwhile: a key that was set aside, or a temporary file taken for a left-over. */
async function unlessGone<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

async function isPresent(folder: string, version: number): Promise<boolean> {
  return (await readdir(folder)).includes(keyFile(version));
}

async function addKey(folder: string, version: number, reached: Reached): Promise<void> {
  await finishInterruptedWrites(folder);
  const known = await knownVersions(folder);
  if (!KEY_FILE.test(keyFile(version)) || version <= (known.at(-1) ?? 0)) throw new KeyVersionTaken(version);
  const name = keyFile(version);
  await unlessGone(async () => {
    const temporary = await writeTemporary(folder, name, newKey());
    await reached("key.written");
    // link, where other files are renamed: it never replaces a key that another process wrote meanwhile.
    try {
      await link(temporary, join(folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new KeyVersionTaken(version);
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  });
  await reached("key.linked");
  await syncFolder(folder);
  await writeList(folder, await knownVersions(folder));
  await reached("key.listed");
}

/** Its own place holds it still, under a name that is not looked for: backups may name it. */
async function setKeyAside(folder: string, version: number, reached: Reached): Promise<string> {
  const aside = join(folder, `${keyFile(version)}.retired`);
  const known = await knownVersions(folder);
  if (!known.includes(version)) {
    if (await isThere(aside)) return aside;
    throw new KeyVersionMissing(version);
  }
  // Unlisted first: a key that is listed and not there is taken for lost.
  await writeList(
    folder,
    known.filter((one) => one !== version),
  );
  await reached("key.unlisted");
  await rename(join(folder, keyFile(version)), aside);
  await syncFolder(folder);
  // Another process that added a key meanwhile has listed all it saw.
  const listed = await readList(folder);
  if (listed.includes(version)) {
    await writeList(
      folder,
      listed.filter((one) => one !== version),
    );
  }
  await reached("key.set-aside");
  return aside;
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Every version listed or present, ascending. Refuses when one is listed and its file is gone. */
async function knownVersions(folder: string): Promise<readonly number[]> {
  // Another process may add a key meanwhile, which is there before it is listed, or set one aside, which is unlisted
  // before it goes. So the list is read first, and once more where it seems to tell of a loss.
  const listed = await readList(folder);
  const names = await readdir(folder);
  const present = new Set(names.flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []).map(Number));
  const missing = listed.filter((version) => !present.has(version));
  const stillListed = missing.length > 0 ? await readList(folder) : [];
  const lost = missing.find((version) => stillListed.includes(version));
  if (lost !== undefined) {
    throw new KeysRefused(`${join(folder, keyFile(lost))} is missing; put its copy back`);
  }
  return [...present].toSorted((a, b) => a - b);
}

/** Empty where there is no list. */
async function readList(folder: string): Promise<readonly number[]> {
  const path = join(folder, LIST_FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return [];
  const lines = text.trim().split("\n");
  if (!lines.every((line) => /^[1-9]\d{0,8}$/.test(line))) {
    throw new KeysRefused(`${path} is damaged; it holds one version a line`);
  }
  return lines.map(Number);
}

async function writeList(folder: string, versions: readonly number[]): Promise<void> {
  if (versions.length === 0) {
    await rm(join(folder, LIST_FILE), { force: true });
    return await syncFolder(folder);
  }
  await unlessGone(async () => {
    const temporary = await writeTemporary(folder, LIST_FILE, Buffer.from(`${versions.join("\n")}\n`));
    await rename(temporary, join(folder, LIST_FILE));
  });
  await syncFolder(folder);
}

/** After a crash: a left-over temporary file may be a second copy of a key; an unlisted key is listed now. */
async function finishInterruptedWrites(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (name.endsWith(TEMPORARY)) await rm(join(folder, name), { force: true });
  const versions = await knownVersions(folder);
  const listed = await readList(folder);
  if (versions.length > listed.length) await writeList(folder, versions);
}

async function readKey(folder: string, version: number): Promise<Buffer> {
  const path = join(folder, keyFile(version));
  await using file = await open(path, "r");
  const found = await file.stat();
  if (!found.isFile()) throw new KeysRefused(`${path} is not a file`);
  refuseOthers(path, found.mode, "600");
  if (found.size !== KEY_BYTES) {
    throw new KeysRefused(
      `${path} has ${found.size} bytes, a master key has ${KEY_BYTES}; put its copy back`,
    );
  }
  const key = Buffer.alloc(KEY_BYTES);
  const { bytesRead } = await file.read(key, 0, KEY_BYTES, 0);
  if (bytesRead !== KEY_BYTES) throw new KeysRefused(`${path} could not be read whole`);
  return key;
}

async function refuseOpenFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new KeysRefused(`${folder}, the key folder, does not exist`);
    throw error;
  });
  if (!found.isDirectory()) throw new KeysRefused(`${folder} is not a folder`);
  refuseOthers(folder, found.mode, "700");
}

function refuseOthers(path: string, mode: number, wanted: string): void {
  if ((mode & 0o077) === 0) return;
  const now = (mode & 0o777).toString(8);
  throw new KeysRefused(`${path} has mode ${now}: others could read it; chmod ${wanted} it`);
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
