// Two processes and one data folder, and what becomes of the lock when its holder ends.
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DataFolderInUse, openDataFolder } from "../../server/data-folder.ts";

const holdDataFolder = fileURLToPath(import.meta.resolve("./hold-data-folder.ts"));

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-data-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

/** Starts a process that tries to hold the folder, and gives the first line it says. */
async function startHolder(
  t: TestContext,
  path: string,
): Promise<{ holder: ChildProcessWithoutNullStreams; said: string }> {
  const holder = spawn(process.execPath, [holdDataFolder, path]);
  t.after(() => holder.kill("SIGKILL"));
  const [said] = (await once(createInterface(holder.stdout), "line")) as [string];
  return { holder, said };
}

async function end(holder: ChildProcessWithoutNullStreams, how: () => void): Promise<void> {
  const ended = once(holder, "exit");
  how();
  await ended;
}

test("a second process is refused, and told which process has the folder", async (t) => {
  const path = await temporaryFolder(t);
  const { holder, said } = await startHolder(t, path);
  assert.equal(said, "holding");
  await assert.rejects(openDataFolder(path), (error) => {
    assert.ok(error instanceof DataFolderInUse);
    assert.equal(error.pid, holder.pid);
    assert.ok(error.message.includes(`process ${holder.pid}`) && error.message.includes(path));
    return true;
  });
  assert.equal((await startHolder(t, path)).said.includes(`process ${holder.pid}`), true);
});

test("a holder that is killed lets the folder go, and the next one is named in its place", async (t) => {
  const path = await temporaryFolder(t);
  const { holder } = await startHolder(t, path);
  await end(holder, () => holder.kill("SIGKILL"));
  const folder = await openDataFolder(path);
  assert.ok((await startHolder(t, path)).said.includes(`process ${process.pid}`));
  await folder.release();
});

test("a holder that releases the folder leaves it free, and no name behind", async (t) => {
  const path = await temporaryFolder(t);
  const { holder } = await startHolder(t, path);
  await end(holder, () => holder.stdin.end());
  assert.deepEqual(await readdir(path), ["lock"]);
  await (await openDataFolder(path)).release();
  assert.equal((await startHolder(t, path)).said, "holding");
});

test("the same process cannot take the folder twice, and a refused try takes nothing away", async (t) => {
  const path = await temporaryFolder(t);
  const folder = await openDataFolder(path);
  for (let tries = 0; tries < 2; tries += 1) {
    await assert.rejects(
      openDataFolder(path),
      (error) => error instanceof DataFolderInUse && error.pid === process.pid,
    );
  }
  // The system's own locks are lost when any handle of the process is closed: ask from outside whether ours was.
  assert.ok((await startHolder(t, path)).said.includes(`process ${process.pid}`));
  await folder.release();
});

test("of many processes that start at once exactly one gets the folder", async (t) => {
  const path = await temporaryFolder(t);
  const started = await Promise.all(Array.from({ length: 4 }, () => startHolder(t, path)));
  const winners = started.filter(({ said }) => said === "holding");
  assert.equal(winners.length, 1);
  for (const { said } of started) {
    if (said !== "holding") assert.ok(said.includes(`process ${winners[0]!.holder.pid}`), said);
  }
});

test("a new data folder is its owner's alone", async (t) => {
  const path = await temporaryFolder(t);
  const folder = await openDataFolder(path);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  await folder.release();
});

test("a path that is a file is refused", async (t) => {
  const path = await temporaryFolder(t);
  await writeFile(path, "");
  await assert.rejects(openDataFolder(path), /EEXIST/);
});
