import assert from "node:assert/strict";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { keyProviderConformance } from "../../tests/conformance/key-provider.ts";
import { hmacSha256 } from "../crypto/hmac.ts";
import { openFileKeys } from "./file.ts";
import { KeysRefused, KeyVersionTaken } from "./provider.ts";

const create = { create: true };
const existing = { create: false };
let parent: string;
let folder: string;

keyProviderConformance("file", async () => {
  const place = await mkdtemp(join(tmpdir(), "safelight-keys-"));
  const keys = join(place, "keys");
  await (await openFileKeys(keys, create)).close();
  return {
    open: () => openFileKeys(keys, existing),
    openEmpty: () => openFileKeys(join(place, "empty"), { create: false, mayBeEmpty: true }),
    remove: () => rm(place, { recursive: true }),
  };
});

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "safelight-keys-"));
  folder = join(parent, "keys");
});

afterEach(() => rm(parent, { recursive: true }));

const keyPath = (version: number): string => join(folder, `master-${version}.key`);
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

async function refuses(words: RegExp, options = existing): Promise<void> {
  await assert.rejects(openFileKeys(folder, options), (error) => {
    assert.ok(error instanceof KeysRefused);
    assert.match(error.message, words);
    return true;
  });
}

test("a new folder has mode 0700, its key 32 bytes and mode 0600, whatever the umask", async () => {
  const before = process.umask(0);
  try {
    await openFileKeys(folder, create);
  } finally {
    process.umask(before);
  }
  assert.equal(await modeOf(folder), "700");
  assert.equal(await modeOf(keyPath(1)), "600");
  assert.equal((await readFile(keyPath(1))).length, 32);
  assert.deepEqual((await readdir(folder)).toSorted(), ["master-1.key", "versions"]);
});

test("derives the HMAC-SHA256 of the label under the bytes of the file, as an HSM would", async () => {
  const keys = await openFileKeys(folder, create);
  const bytes = await readFile(keyPath(1));
  assert.deepEqual(await keys.derive(1, "lábel"), hmacSha256(bytes, "lábel"));
});

test("without leave to create, neither folder nor key is made", async () => {
  await refuses(/does not exist/);
  assert.deepEqual(await readdir(parent), []);
  await mkdir(folder, { mode: 0o700 });
  await refuses(/holds no master key/);
  assert.deepEqual(await readdir(folder), []);
});

test("opening with leave to create a second time keeps the key", async () => {
  const first = await openFileKeys(folder, create);
  const second = await openFileKeys(folder, create);
  assert.deepEqual(second.versions(), [1]);
  assert.deepEqual(await second.derive(1, "label"), await first.derive(1, "label"));
});

test("a folder or key that anyone else could read, write or enter is refused, with the command that mends it", async () => {
  await openFileKeys(folder, create);
  for (const mode of [0o740, 0o704, 0o710, 0o701, 0o720, 0o702]) {
    await chmod(folder, mode);
    await refuses(/keys has mode 7\d\d: .*chmod 700/);
    await refuses(/chmod 700/, create);
  }
  await chmod(folder, 0o700);
  for (const mode of [0o640, 0o604, 0o620, 0o602]) {
    await chmod(keyPath(1), mode);
    await refuses(/master-1\.key has mode 6\d\d: .*chmod 600/);
  }
  await chmod(keyPath(1), 0o400);
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [1]);
});

test("a key of the wrong length is refused, never padded or cut", async () => {
  await openFileKeys(folder, create);
  for (const lengthBytes of [0, 31, 33]) {
    await writeFile(keyPath(1), Buffer.alloc(lengthBytes));
    await refuses(new RegExp(`has ${lengthBytes} bytes`));
  }
});

test("a key that existed and is gone is missed, and no new one is made in its place", async () => {
  const opened = await openFileKeys(folder, create);
  await opened.add(2);
  for (const version of [1, 2]) {
    await rename(keyPath(version), join(parent, "away"));
    await refuses(new RegExp(`master-${version}\\.key is missing`));
    await refuses(/is missing/, create);
    await assert.rejects(opened.add(3), KeysRefused);
    await rename(join(parent, "away"), keyPath(version));
  }
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [1, 2]);
});

test("with every key gone, leave to create still makes no new one", async () => {
  await openFileKeys(folder, create);
  await rm(keyPath(1));
  await refuses(/is missing/, create);
  assert.deepEqual(await readdir(folder), ["versions"]);
});

test("a key put back without the list of versions is taken", async () => {
  const keys = await openFileKeys(folder, create);
  await rm(join(folder, "versions"));
  const again = await openFileKeys(folder, existing);
  assert.deepEqual(await again.derive(1, "label"), await keys.derive(1, "label"));
});

test("a crash between writing a key and listing it loses nothing, and leaves no second copy of a key", async () => {
  await openFileKeys(folder, create);
  await writeFile(keyPath(2), Buffer.alloc(32, 2), { mode: 0o600 });
  await writeFile(`${keyPath(2)}.abc.tmp`, Buffer.alloc(32, 2), { mode: 0o600 });
  const keys = await openFileKeys(folder, create);
  assert.equal(keys.currentVersion, 2);
  assert.deepEqual((await readdir(folder)).toSorted(), ["master-1.key", "master-2.key", "versions"]);
  await rm(keyPath(2));
  await refuses(/master-2\.key is missing/);
});

test("a damaged list of versions is refused", async () => {
  await openFileKeys(folder, create);
  for (const text of ["", "1\nzwei\n", "-1\n", "0\n"]) {
    await writeFile(join(folder, "versions"), text);
    await refuses(/is damaged/);
  }
});

test("other files in the folder are no keys", async () => {
  await openFileKeys(folder, create);
  for (const name of ["master-01.key", "master-.key", "master-2.key.bak", "README"]) {
    await writeFile(join(folder, name), Buffer.alloc(32));
  }
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [1]);
});

test("a folder in a key's place, or a file in the folder's, is refused", async () => {
  await writeFile(folder, "text", { mode: 0o600 });
  await refuses(/is not a folder/);
  await rm(folder);
  await mkdir(folder, { mode: 0o700 });
  await mkdir(keyPath(1), { mode: 0o700 });
  await refuses(/is not a file/);
});

test("a key behind a link is judged by the file it leads to", async () => {
  await mkdir(folder, { mode: 0o700 });
  const elsewhere = join(parent, "elsewhere.key");
  await writeFile(elsewhere, Buffer.alloc(32, 7), { mode: 0o644 });
  await symlink(elsewhere, keyPath(1));
  await refuses(/master-1\.key has mode 644/);
  await chmod(elsewhere, 0o600);
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [1]);
});

test("a refusal holds no byte of a key", async () => {
  await openFileKeys(folder, create);
  const bytes = Buffer.from("0123456789abcdef0123456789abcdef!");
  await writeFile(keyPath(1), bytes);
  await assert.rejects(openFileKeys(folder, existing), (error: Error) => {
    assert.ok(!error.message.includes("0123") && !error.message.includes(bytes.toString("hex")));
    return true;
  });
});

test("of processes that add the same version at once at most one does, and nobody's key is replaced", async () => {
  await openFileKeys(folder, create);
  const providers = await Promise.all(Array.from({ length: 8 }, () => openFileKeys(folder, existing)));
  const outcomes = await Promise.allSettled(providers.map((provider) => provider.add(2)));
  assert.ok(outcomes.filter((outcome) => outcome.status === "fulfilled").length <= 1);
  const { currentVersion } = await openFileKeys(folder, existing);
  await providers[0]!.refresh();
  await providers[0]!.add(currentVersion + 1);
  const bytes = await readFile(keyPath(currentVersion + 1));
  await assert.rejects(providers[1]!.add(currentVersion + 1), KeyVersionTaken);
  assert.deepEqual(await readFile(keyPath(currentVersion + 1)), bytes);
});

test("servers that start for the first time at once all start, and have one key", async () => {
  for (let round = 0; round < 40; round += 1) {
    const fresh = join(parent, `keys-${round}`);
    const opened = await Promise.all(Array.from({ length: 4 }, () => openFileKeys(fresh, create)));
    const derived = await Promise.all(opened.map((keys) => keys.derive(1, "label")));
    assert.equal(new Set(derived.map((bytes) => bytes.toString("hex"))).size, 1);
    assert.deepEqual((await openFileKeys(fresh, existing)).versions(), [1]);
  }
});

test("whoever opens a folder in which keys are added and set aside misses none", async () => {
  const keys = await openFileKeys(folder, create);
  let isOver = false;
  const openAgain = async (): Promise<void> => {
    while (!isOver) {
      const versions = (await openFileKeys(folder, existing)).versions();
      assert.ok(versions.length === 1 || versions.length === 2, versions.join());
    }
  };
  const opening = Promise.all([openAgain(), openAgain()]);
  for (let version = 2; version < 80; version += 1) {
    await keys.add(version);
    await keys.setAside(version - 1);
  }
  isOver = true;
  await opening;
});

test("a key that is set aside keeps its bytes under another name, mode 0600", async () => {
  const keys = await openFileKeys(folder, create);
  const bytes = await readFile(keyPath(1));
  await keys.add(2);
  const place = await keys.setAside(1);
  assert.deepEqual(await readFile(place), bytes);
  assert.equal(await modeOf(place), "600");
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [2]);
  await rename(place, keyPath(1));
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [1, 2]);
});

test("a key that is added while another one is set aside does not make that one missing", async () => {
  const adding = await openFileKeys(folder, create);
  await adding.add(2);
  const setting = await openFileKeys(folder, existing, async (step) => {
    if (step === "key.unlisted") await adding.add(3);
  });
  await setting.setAside(1);
  assert.deepEqual((await openFileKeys(folder, existing)).versions(), [2, 3]);
});

for (const step of ["key.written", "key.linked", "key.listed", "key.unlisted", "key.set-aside"] as const) {
  test(`ended at ${step}, the folder opens, derives as before, and takes up what was begun`, async () => {
    const keys = await openFileKeys(folder, create);
    const before = await keys.derive(1, "label");
    const isAdding = !["key.unlisted", "key.set-aside"].includes(step);
    if (!isAdding) await keys.add(2);
    const dying = await openFileKeys(folder, existing, (reached) => {
      if (reached === step) throw new Error("ended");
    });
    await assert.rejects(isAdding ? dying.add(2) : dying.setAside(1), /ended/);
    const again = await openFileKeys(folder, existing);
    if (isAdding) {
      assert.deepEqual(await again.derive(1, "label"), before);
      if (again.currentVersion === 1) await again.add(2);
      assert.deepEqual(again.versions(), [1, 2]);
    } else {
      await again.setAside(1);
      assert.deepEqual(again.versions(), [2]);
    }
    await again.add(3);
    assert.ok((await readdir(folder)).every((name) => !name.endsWith(".tmp")));
  });
}
