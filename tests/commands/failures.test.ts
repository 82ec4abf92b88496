// What the operator reads where the system or a store refuses: a sentence, and nothing of where it came from.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { noisyPng, upload } from "../images/pictures.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { findFreePort } from "../support/free-port.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { withoutRights } from "../support/without-rights.ts";
import type { Ran } from "./safelight.ts";

const main = join(import.meta.dirname, "..", "..", "server", "commands", "main.ts");
let folder: string;
let app: MemoryApp;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-failures-"));
  await mkdir(at("data"));
  const blobs = await openDiskBlobs(at("data", "blobs"));
  app = await startMemoryApp({ databaseFile: at("data", "safelight.db"), blobs });
  await makeCanary(app.rooms);
  const { client } = await app.member();
  await upload(client, noisyPng(300, 200));
  assert.equal((await ran(commandOf(["backup", at("nightly", "one")]))).code, 0);
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (...parts: readonly string[]): string => join(folder, ...parts);
const commandOf = (words: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  main,
  ...words,
];

function started([program, ...args]: readonly [string, ...string[]], dataFolder: string) {
  const settings = {
    SAFELIGHT_ORIGIN: app.origin,
    SAFELIGHT_DATA: dataFolder,
    SAFELIGHT_KEYS: app.keyFolder,
    AWS_ACCESS_KEY_ID: "nobody",
    AWS_SECRET_ACCESS_KEY: "nothing",
  };
  return spawn(program, args, {
    env: { ...bareEnvironment, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ran(argv: readonly [string, ...string[]], dataFolder = at("data")): Promise<Ran> {
  const child = started(argv, dataFolder);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode ?? -1, stdout, stderr };
}

function assertSaid({ code, stdout, stderr }: Ran, sentence: RegExp): void {
  assert.deepEqual([code, stdout], [1, ""], stderr);
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /^ {4}at |\.ts:\d/m);
}

test("a folder that may not be written is named, by a backup and by a restore", async () => {
  await mkdir(at("shut", "data"), { recursive: true });
  await chmod(at("shut", "data"), 0o500);
  await chmod(at("shut"), 0o500);
  const shut = /shut\S* is not open to the user that runs this \(EACCES\)/;
  assertSaid(await ran(withoutRights(commandOf(["backup", at("shut", "one")]))), shut);
  assertSaid(await ran(withoutRights(commandOf(["backup", at("shut", "deeper", "one")]))), shut);
  const restore = withoutRights(commandOf(["restore", at("nightly", "one")]));
  assertSaid(await ran(restore, at("shut", "data")), shut);
  assertSaid(await ran(restore, at("shut", "other")), shut);
});

test("a place without room is told, by a backup and by a restore", async () => {
  // 50 KiB: the tables of SQLite, and not the picture.
  const limited = (words: readonly string[]): readonly [string, ...string[]] => [
    "sh",
    "-c",
    'ulimit -f 100 && exec "$@"',
    "sh",
    ...commandOf(words),
  ];
  const full = /^There is no room left where this writes\. Run this again when there is\.$/m;
  assertSaid(await ran(limited(["backup", at("full", "one")])), full);
  assertSaid(await ran(limited(["restore", at("nightly", "one")]), at("small")), full);
});

test("a bucket that cannot be reached is told, by a backup and by a restore", async () => {
  const away = `s3://nobody-here/one?endpoint=http://127.0.0.1:${await findFreePort()}`;
  const unreachable = /^A store of pictures cannot be reached\. Run this again: it goes on where it was\.$/m;
  assertSaid(await ran(commandOf(["backup", away])), unreachable);
  assertSaid(await ran(commandOf(["restore", away]), at("never")), unreachable);
});

test("a reader that leaves early ends the command quietly", async () => {
  const child = started(commandOf(["audit", "export"]), at("data"));
  child.stdout.destroy();
  const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
  assert.deepEqual([child.exitCode, stderr], [141, ""]);
});
