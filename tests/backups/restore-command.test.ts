// `backup` and `restore` in processes of their own: from a server's folders into empty ones, and what they refuse.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { type Ran, runSafelight } from "../commands/safelight.ts";
import { picture, upload } from "../images/pictures.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { postgresDatabase } from "../support/postgres.ts";
import { until } from "../support/until.ts";

const main = join(import.meta.dirname, "..", "..", "server", "commands", "main.ts");
let folder: string;
let data: string;
let app: MemoryApp;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-restore-"));
  data = join(folder, "data");
  await mkdir(data);
  const blobs = await openDiskBlobs(join(data, "blobs"));
  app = await startMemoryApp({ databaseFile: join(data, "safelight.db"), blobs });
  await makeCanary(app.rooms);
  const { client } = await app.member();
  for (let n = 0; n < 20; n += 1) await upload(client, await picture(`picture ${n}`));
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (...parts: string[]): string => join(folder, ...parts);
const settings = (dataFolder: string, more: Readonly<Record<string, string>> = {}) => ({
  SAFELIGHT_ORIGIN: app.origin,
  SAFELIGHT_DATA: dataFolder,
  SAFELIGHT_KEYS: app.keyFolder,
  ...more,
});
const safelight = (words: readonly string[], env = settings(data)): Promise<Ran> => runSafelight(words, env);

test("a backup by command restores by command, into SQLite and from there into PostgreSQL, and verifies", async () => {
  const made = await safelight(["backup", at("nightly", "one")]);
  assert.equal(made.code, 0, made.stderr + made.stdout);
  assert.match(made.stdout, /^Pictures {2}21, as 42 blobs \([\d.]+ \w+\), 42 of them new/m);
  assert.match(made.stdout, /^Keys {6}needs master key 1, which is not in it/m);
  assert.match(made.stdout, /every hash is right, and the canary opens\.$/m);
  assert.deepEqual((await readdir(at("nightly"))).sort(), [".safelight-backup.lock", "one", "sealed-blobs"]);
  const again = await safelight(["backup", at("nightly", "two"), "--json"]);
  assert.equal((JSON.parse(again.stdout) as { copied: number }).copied, 0);

  const restored = await safelight(["restore", at("nightly", "one")], settings(at("restored")));
  assert.equal(restored.code, 0, restored.stderr + restored.stdout);
  assert.match(restored.stdout, /^Start Safelight; everybody signs in anew\.$/m);
  assert.equal((await safelight(["verify"], settings(at("restored")))).code, 0);

  const copied = await safelight(["backup", at("moving", "one")], settings(at("restored")));
  assert.equal(copied.code, 0, copied.stderr + copied.stdout);
  const postgres = await postgresDatabase({ tables: false });
  const moved = settings(at("moved"), { SAFELIGHT_DATABASE: postgres.url });
  const there = await safelight(["restore", at("moving", "one")], moved);
  assert.equal(there.code, 0, there.stderr + there.stdout);
  const verified = await safelight(["verify"], moved);
  assert.equal(verified.code, 0, verified.stderr + verified.stdout);
  const back = await safelight(["backup", at("back", "one")], moved);
  assert.equal(back.code, 0, back.stderr + back.stdout);
  const home = await safelight(["restore", at("back", "one")], settings(at("home")));
  assert.equal(home.code, 0, home.stderr + home.stdout);
  assert.match(home.stdout, /^Pictures {2}21, as 42 blobs/m);
  await postgres.drop();
});

test("restore refuses a folder that a server uses, one that holds a Safelight, and one without the key", async () => {
  await safelight(["backup", at("refused", "one")]);
  const used = await safelight(["restore", at("refused", "one")]);
  assert.deepEqual([used.code, used.stdout], [1, ""]);
  assert.match(used.stderr, /already, and a backup never overwrites one/);
  const keyless = settings(at("keyless"), { SAFELIGHT_KEYS: at("no-keys") });
  const without = await safelight(["restore", at("refused", "one")], keyless);
  assert.equal(without.code, 1);
  assert.match(without.stderr, /no-keys/);
  await mkdir(at("other-keys"), { mode: 0o700 });
  await cp(join(app.keyFolder, "master-1.key"), at("other-keys", "master-2.key"));
  const other = settings(at("keyless"), { SAFELIGHT_KEYS: at("other-keys") });
  const wrong = await safelight(["restore", at("refused", "one")], other);
  assert.match(wrong.stderr, /^The backup needs master key 1, which is not here/);
  assert.ok(!(await readdir(folder)).includes("keyless"), "nothing was made");
});

test("a backup may not lie in what it is a backup of, nor replace another", async () => {
  for (const inside of [join(data, "backup"), join(data, "blobs", "backup")]) {
    const ran = await safelight(["backup", inside]);
    assert.match(ran.stderr, /would be lost with it/);
  }
  const beside = settings(data, { SAFELIGHT_BLOBS: at("photos", "sealed-blobs") });
  const ran = await safelight(["backup", at("photos", "one")], beside);
  assert.match(
    ran.stderr,
    /^The backup's pictures would lie in .*photos\/sealed-blobs, where Safelight's are/,
  );
  assert.equal((await safelight(["backup", at("once", "one")])).code, 0);
  assert.match((await safelight(["backup", at("once", "one")])).stderr, /is ever overwritten|already/);
});

/** Runs it, and kills it as soon as something is so. */
async function killWhen(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...bareEnvironment, ...env },
    stdio: "ignore",
  });
  const gone = once(child, "exit");
  let isOver = false;
  void gone.then(() => {
    isOver = true;
  });
  await until(async () => isOver || (await isSo()));
  child.kill("SIGKILL");
  await gone;
  return child.signalCode === "SIGKILL";
}

async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const namesIn = async (path: string): Promise<readonly string[]> => await readdir(path).catch(() => []);

/** What a backup in this folder is at work on; all the pictures beside it would take long to look through. */
async function unfinishedIn(path: string): Promise<readonly string[]> {
  const folders = (await namesIn(path)).filter((name) => name.startsWith(".unfinished-"));
  return (await Promise.all(folders.map((name) => namesIn(join(path, name))))).flat();
}

test("kill -9 at any moment of a backup leaves a whole one of its name or none, and the next one is whole", async () => {
  const moments = [
    () => Promise.resolve(true),
    async () => (await filesIn(at("killed", "sealed-blobs"))).length > 5,
    async () => (await unfinishedIn(at("killed"))).includes("rows"),
    async () => (await unfinishedIn(at("killed"))).includes("proof-1.db"),
  ];
  let kills = 0;
  for (const [n, isSo] of moments.entries()) {
    const name = at("killed", `n${n}`);
    if (!(await killWhen(["backup", name], settings(data), isSo))) continue;
    kills += 1;
    const restored = await safelight(["restore", name], settings(at(`killed-restore-${n}`)));
    // The name comes last, and is there for good: from then on a kill is too late.
    if ((await namesIn(at("killed"))).includes(`n${n}`)) assert.equal(restored.code, 0, restored.stderr);
    else assert.match(restored.stderr, /There is no backup/);
  }
  assert.ok(kills >= 2, `${kills} were killed`);
  const made = await safelight(["backup", at("killed", "last")]);
  assert.equal(made.code, 0, made.stderr + made.stdout);
  assert.deepEqual(
    (await readdir(at("killed"))).filter((name) => name.startsWith(".unfinished")),
    [],
    "what a killed one left is gone",
  );
  assert.equal((await safelight(["restore", at("killed", "last")], settings(at("killed-restored")))).code, 0);
});

test("kill -9 at any moment of a restore leaves what can be begun again", async () => {
  assert.equal((await safelight(["backup", at("twice", "one")])).code, 0);
  const env = settings(at("twice-restored"));
  const moments = [
    async () => (await filesIn(at("twice-restored", "blobs"))).length > 5,
    async () => (await filesIn(at("twice-restored"))).includes("safelight.db"),
    async () => (await filesIn(at("twice-restored", "blobs"))).length >= 42,
  ];
  for (const isSo of moments) await killWhen(["restore", at("twice", "one")], env, isSo);
  const verified = await safelight(["verify"], env);
  if (verified.code !== 0) {
    const restored = await safelight(["restore", at("twice", "one")], env);
    assert.equal(restored.code, 0, restored.stderr + restored.stdout);
  }
  assert.equal((await safelight(["verify"], env)).code, 0);
});
