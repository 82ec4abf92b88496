// `safelight blobs move` between a folder and a bucket: beside a server, killed and run again, and told what it may
// not do.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { openS3Blobs } from "../../server/blobs/s3.ts";
import { openDatabase } from "../../server/database/open.ts";
import { runSafelight } from "../commands/safelight.ts";
import { keysOf, patternOf } from "../conformance/blob-store.ts";
import { picture, upload } from "../images/pictures.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { findFreePort } from "../support/free-port.ts";
import { startMemoryApp } from "../support/memory-app.ts";
import { newBucket } from "../support/s3-server.ts";
import { until } from "../support/until.ts";

const MIB = 1024 ** 2;

interface Ground {
  readonly folder: string;
  /** As the command takes it. */
  readonly place: string;
  readonly bucket: BlobStore;
  readonly name: string;
  readonly client: Awaited<ReturnType<typeof newBucket>>["client"];
  readonly env: Readonly<Record<string, string>>;
}

async function ground(t: TestContext): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-move-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { bucket: name, server, client } = await newBucket();
  const bucket = await openS3Blobs({
    bucket: name,
    prefix: "moved/",
    endpoint: server.endpoint,
    region: null,
  });
  t.after(() => bucket.close());
  t.after(() => client.destroy());
  const env = {
    SAFELIGHT_DATA: folder,
    AWS_ACCESS_KEY_ID: server.accessKey,
    AWS_SECRET_ACCESS_KEY: server.secretKey,
  };
  return { folder, place: `s3://${name}/moved?endpoint=${server.endpoint}`, bucket, name, client, env };
}

async function assertSame(a: BlobStore, b: BlobStore): Promise<void> {
  const keys = await keysOf(a);
  assert.deepEqual(await keysOf(b), keys);
  for (const key of keys) assert.ok((await a.read(key)).equals(await b.read(key)), key);
}

test("pictures move to a bucket and back while the server takes new ones, and open from each", async (t) => {
  const { folder, place, bucket, env } = await ground(t);
  const disk = await openDiskBlobs(join(folder, "blobs"));
  const databaseFile = join(folder, "safelight.db");
  const app = await startMemoryApp({ blobs: disk, databaseFile });
  t.after(() => app.close());
  const member = await app.member();
  const ids: string[] = [];
  const add = async (mark: string): Promise<void> => {
    ids.push((await upload(member.client, await picture(mark))).id);
  };
  for (let n = 0; n < 8; n += 1) await add(`before ${n}`);
  const [ran] = await Promise.all([
    runSafelight(["blobs", "move", join(folder, "blobs"), place], env),
    add("meanwhile"),
  ]);
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^\d+ blobs \([\d.]+ KiB\) were copied and read back, 0 were there already/);
  await add("after");
  const again = await runSafelight(["blobs", "move", join(folder, "blobs"), place, "--json"], env);
  const tally = JSON.parse(again.stdout) as { copied: number; present: number; faults: unknown[] };
  assert.ok(tally.copied >= 2 && tally.present >= 16, again.stdout);
  assert.deepEqual(tally.faults, []);
  await assertSame(disk, bucket);

  const database = await openDatabase({ kind: "sqlite", file: databaseFile });
  const moved = await startMemoryApp({ shared: { database, keyFolder: app.keyFolder, blobs: bucket } });
  t.after(() => moved.close());
  const client = moved.client();
  const { email, password } = member;
  assert.equal((await client.post("/api/sessions", { email, password })).status, 201);
  for (const id of ids) {
    const path = `/api/images/${id}/renditions/original`;
    assert.deepEqual((await client.get(path)).bytes, (await member.client.get(path)).bytes);
  }

  const back = await runSafelight(["blobs", "move", place, join(folder, "back")], env);
  assert.equal(back.code, 0, back.stderr);
  await assertSame(bucket, await openDiskBlobs(join(folder, "back")));
});

/** Runs it until so many blobs are there, and kills it in the middle of the next ones. */
async function killAfter(
  count: number,
  target: BlobStore,
  words: readonly string[],
  env: Ground["env"],
): Promise<void> {
  const main = join(import.meta.dirname, "../../server/commands/main.ts");
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...bareEnvironment, ...env },
    stdio: "ignore",
  });
  const gone = once(child, "exit");
  await until(async () => child.exitCode !== null || (await keysOf(target)).length >= count);
  child.kill("SIGKILL");
  await gone;
}

test("killed in the middle, again and again, it ends whole in both directions, and leaves nothing of its own", async (t) => {
  const { folder, place, bucket, env } = await ground(t);
  const disk = await openDiskBlobs(join(folder, "blobs"));
  for (let n = 0; n < 300; n += 1) await disk.put(`set${n}/original`, patternOf((n * 7_919) % 60_000, n));
  await disk.put("large/original", patternOf(13 * MIB));
  const there = ["blobs", "move", join(folder, "blobs"), place];
  for (const count of [5, 100, 220]) await killAfter(count, bucket, there, env);
  const ran = await runSafelight([...there, "--json"], env);
  assert.equal(ran.code, 0, ran.stderr);
  const tally = JSON.parse(ran.stdout) as { copied: number; present: number };
  assert.equal(tally.copied + tally.present, 301);
  assert.ok(tally.present >= 200, ran.stdout);
  await assertSame(disk, bucket);

  const back = join(folder, "back");
  const backwards = ["blobs", "move", place, back];
  // Made beforehand, so that it can be looked into.
  const target = await openDiskBlobs(back);
  for (const count of [5, 150]) await killAfter(count, target, backwards, env);
  assert.equal((await runSafelight(backwards, env)).code, 0);
  await assertSame(disk, await openDiskBlobs(back));
  assert.deepEqual(await readdir(join(back, "incoming")), []);
  assert.deepEqual((await readdir(folder)).toSorted(), ["back", "blobs"]);
});

test("a blob that was damaged in the bucket is told by its name, and all others are copied", async (t) => {
  const { folder, place, bucket, name, client, env } = await ground(t);
  for (const key of ["a/original", "b/original", "c/original"]) await bucket.put(key, patternOf(1000));
  const object = { Bucket: name, Key: "moved/b/original" };
  const { Metadata } = await client.send(new GetObjectCommand({ ...object, Range: "bytes=0-1" }));
  await client.send(new PutObjectCommand({ ...object, Body: patternOf(1000, 2), Metadata }));
  const ran = await runSafelight(["blobs", "move", place, join(folder, "blobs")], env);
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /^FAILED {2}b\/original cannot be read, and was not copied$/m);
  assert.deepEqual(await keysOf(await openDiskBlobs(join(folder, "blobs"))), ["a/original", "c/original"]);
});

test("what makes no sense or cannot be done is told in a sentence, without a secret, and makes nothing", async (t) => {
  const { folder, place, env } = await ground(t);
  const blobs = join(folder, "blobs");
  await openDiskBlobs(blobs);
  const away = `s3://nobody-here?endpoint=http://127.0.0.1:${await findFreePort()}`;
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[blobs], 2, /name two places/],
    [[blobs, place, "more"], 2, /name two places/],
    [[blobs, blobs], 2, /one and the same/],
    [[place, place], 2, /one and the same/],
    [[blobs, "s3://key:heron-secret@bucket"], 2, /without any secret/],
    [[join(folder, "absent"), place], 1, /There are no blobs in/],
    [[blobs, place.replace("s3://t", "s3://absent-t")], 1, /NoSuchBucket/],
    [[blobs, away], 1, /cannot be reached/],
  ];
  for (const [words, code, said] of cases) {
    const ran = await runSafelight(["blobs", "move", ...words], env);
    assert.equal(ran.code, code, `${words.join(" ")}: ${ran.stderr}`);
    assert.match(ran.stderr, said);
    assert.doesNotMatch(ran.stdout + ran.stderr, /heron-secret/);
    assert.doesNotMatch(ran.stderr, / at .*\.ts:/);
  }
  assert.deepEqual(await readdir(folder), ["blobs"]);
});
