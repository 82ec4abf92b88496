// What befalls a folder of blobs from outside: the process is killed, the disk is full. Each happens to a process
// of its own, on files of its own.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { patternOf } from "../conformance/blob-store.ts";

const putUntilKilled = fileURLToPath(import.meta.resolve("./put-until-killed.ts"));
const fillDisk = fileURLToPath(import.meta.resolve("./fill-disk.ts"));
// Not ours: in it node:test says that it is already running, and the started tests would report to nobody.
const env = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" };

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-chaos-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the putter until it has named `count` blobs, and kills it in the middle of the next ones. */
async function putAndKill(root: string, round: number, count: number): Promise<string[]> {
  const putter = spawn(process.execPath, [putUntilKilled, root, String(round)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(putter, "exit");
  const acknowledged: string[] = [];
  for await (const key of createInterface(putter.stdout)) {
    acknowledged.push(key);
    if (acknowledged.length === count) putter.kill("SIGKILL");
  }
  assert.deepEqual(await ended, [null, "SIGKILL"]);
  return acknowledged;
}

test("after kill -9 while blobs are put, every acknowledged blob is there and every blob is whole", async (t) => {
  const root = await temporaryFolder(t);
  const acknowledged: string[] = [];
  for (const [round, count] of [1, 5, 12, 23, 31, 40].entries()) {
    acknowledged.push(...(await putAndKill(root, round, count)));
    const store = await openDiskBlobs(root);
    const found = new Set<string>();
    for await (const { key } of store.list()) {
      const [, , seed, sizeBytes] = key.split("/");
      assert.ok(patternOf(Number(sizeBytes), Number(seed)).equals(await store.read(key)), `${key} is whole`);
      found.add(key);
    }
    for (const key of acknowledged) assert.ok(found.has(key), `${key} was acknowledged`);
    assert.deepEqual(await readdir(join(root, "incoming")), []);
    await store.close();
  }
});

test("a disk that runs full is told apart from other failures, and nothing half-written stays on it", async (t) => {
  const root = await temporaryFolder(t);
  // A mount namespace of its own: the small disk goes when the process does.
  const ownMounts = process.getuid?.() === 0 ? ["-m"] : ["-Urm"];
  const probe = spawnSync("unshare", [...ownMounts, "mount", "-t", "tmpfs", "tmpfs", root], { env });
  if (probe.status !== 0) {
    t.skip("no small disk can be mounted here; only the limit on file sizes was tried");
    return;
  }
  const script = 'mount -t tmpfs -o size=1m tmpfs "$3" && exec "$1" "$2" small-disk "$3"';
  const run = spawnSync(
    "unshare",
    [...ownMounts, "sh", "-c", script, "sh", process.execPath, fillDisk, root],
    {
      env,
      encoding: "utf8",
    },
  );
  assert.equal(run.status, 0, run.stdout + run.stderr);
});

test("a limit on the size of files is met like a full disk", async (t) => {
  const root = await temporaryFolder(t);
  const script = 'ulimit -f 200 && exec "$1" "$2" small-files "$3"';
  const run = spawnSync("sh", ["-c", script, "sh", process.execPath, fillDisk, root], {
    env,
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
