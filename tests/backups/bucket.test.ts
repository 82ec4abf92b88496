// Backups in a bucket, of pictures in a folder and of pictures in a bucket, by the command line.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { openS3Blobs } from "../../server/blobs/s3.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { type Ran, runSafelight } from "../commands/safelight.ts";
import { picture, upload } from "../images/pictures.ts";
import { breakingLine } from "../support/breaking-line.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { type NewBucket, newBucket } from "../support/s3-server.ts";

let folder: string;
let app: MemoryApp;
let made: NewBucket;

before(async () => {
  made = await newBucket();
  folder = await mkdtemp(join(tmpdir(), "safelight-bucket-"));
  await mkdir(join(folder, "data"));
  const blobs = await openDiskBlobs(join(folder, "data", "blobs"));
  app = await startMemoryApp({ databaseFile: join(folder, "data", "safelight.db"), blobs });
  await makeCanary(app.rooms);
  const { client } = await app.member();
  for (let n = 0; n < 3; n += 1) await upload(client, await picture(`picture ${n}`));
});
after(async () => {
  await app.close();
  made.client.destroy();
  await rm(folder, { recursive: true, force: true });
});

function at(path: string, endpoint = made.server.endpoint): string {
  return `s3://${made.bucket}/${path}?endpoint=${endpoint}&region=us-east-1`;
}

function safelight(words: readonly string[], data: string, blobs?: string): Promise<Ran> {
  return runSafelight(words, {
    SAFELIGHT_ORIGIN: app.origin,
    SAFELIGHT_DATA: join(folder, data),
    SAFELIGHT_KEYS: app.keyFolder,
    AWS_ACCESS_KEY_ID: made.server.accessKey,
    AWS_SECRET_ACCESS_KEY: made.server.secretKey,
    ...(blobs === undefined ? {} : { SAFELIGHT_BLOBS: blobs }),
  });
}

test("from a folder to a bucket, from there into another bucket, and home again, everything verifies", async () => {
  const first = await safelight(["backup", at("nightly/first")], "data");
  assert.equal(first.code, 0, first.stderr + first.stdout);
  const second = await safelight(["backup", at("nightly/second"), "--json"], "data");
  assert.equal((JSON.parse(second.stdout) as { copied: number }).copied, 0, second.stdout);
  const taken = await safelight(["backup", at("nightly/first")], "data");
  assert.match(taken.stderr, /already/);

  const pictures = at("pictures");
  const restored = await safelight(["restore", at("nightly/second")], "restored", pictures);
  assert.equal(restored.code, 0, restored.stderr + restored.stdout);
  const verified = await safelight(["verify"], "restored", pictures);
  assert.equal(verified.code, 0, verified.stderr + verified.stdout);

  const onDisk = join(folder, "disk", "one");
  const back = await safelight(["backup", onDisk], "restored", pictures);
  assert.equal(back.code, 0, back.stderr + back.stdout);
  const home = await safelight(["restore", onDisk], "home");
  assert.equal(home.code, 0, home.stderr + home.stdout);
  assert.match(home.stdout, /^Pictures {2}4, as 8 blobs/m);
});

test("a blob that somebody changed in the bucket is noticed at restore, and mended by the next backup", async () => {
  assert.equal((await safelight(["backup", at("changed/first")], "data")).code, 0);
  const pool = await openS3Blobs({
    bucket: made.bucket,
    prefix: "changed/sealed-blobs/",
    endpoint: made.server.endpoint,
    region: "us-east-1",
  });
  const keys: string[] = [];
  for await (const { key } of pool.list()) keys.push(key);
  const [key = ""] = keys;
  const bytes = await pool.read(key);
  await pool.delete(key);
  bytes[bytes.length - 1]! ^= 1;
  await pool.put(key, bytes);
  const refused = await safelight(["restore", at("changed/first")], "refused");
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^1 sealed pictures are missing or damaged/);
  assert.equal((await safelight(["backup", at("changed/second")], "data")).code, 0);
  assert.equal((await safelight(["restore", at("changed/first")], "refused")).code, 0);
  await pool.close();
});

test("a name that no object can have is refused before anything is copied", async () => {
  for (const name of ["Nightly", "2026.11.27", "sealed-blobs"]) {
    const ran = await safelight(["backup", at(`nightly/${name}`)], "data");
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /named by small letters, digits and -/);
  }
});

test("a backup may not lie among the sealed pictures, which a repair takes for bytes that belong to none", async () => {
  const refuse = async (name: string, blobs: string): Promise<void> => {
    const ran = await safelight(["backup", at(name)], "data", blobs);
    assert.deepEqual([ran.code, ran.stdout], [1, ""]);
    assert.match(ran.stderr, /^The backup would lie among Safelight's sealed pictures/);
  };
  await refuse("photos/first", at("photos"));
  await refuse("nightly/first", at("").replace("/?", "?"));
  // The pool of that backup would be the pictures themselves.
  await refuse("first", at("sealed-blobs"));
});

const isOfPicture = (request: string): boolean => /^GET \/\S*-blobs\/\S* HTTP/.test(request);

test("pictures count for lost only when their bucket is there: one that goes away ends the command", async () => {
  const isEnd = (ran: Ran): void => {
    assert.equal(ran.code, 1, ran.stdout);
    assert.match(ran.stderr, /^A store of pictures cannot be reached\. Run this again/m);
  };
  assert.equal((await safelight(["backup", at("away/first")], "data")).code, 0);
  await using restoring = await breakingLine(made.server.endpoint, isOfPicture);
  const words = ["restore", at("away/first", restoring.origin), "--accept-losses"];
  isEnd(await safelight(words, "away"));
  assert.ok(restoring.isBroken);
  assert.equal((await safelight(["restore", at("away/first")], "away", at("away-blobs"))).code, 0);

  await using verifying = await breakingLine(made.server.endpoint, isOfPicture);
  isEnd(await safelight(["verify"], "away", at("away-blobs", verifying.origin)));
  await using saving = await breakingLine(made.server.endpoint, isOfPicture);
  const saved = join(folder, "elsewhere", "one");
  isEnd(await safelight(["backup", saved], "away", at("away-blobs", saving.origin)));
  assert.equal((await safelight(["verify"], "away", at("away-blobs"))).code, 0);
  assert.equal((await safelight(["backup", saved], "away", at("away-blobs"))).code, 0);
});
