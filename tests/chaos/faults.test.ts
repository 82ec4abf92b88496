// A disk that is full, read-only, broken or slow, by failing the very calls into the kernel: whoever uploads or looks
// meanwhile is told so by a code of its own, nothing half-made can be seen or stays, and when the disk is well again
// the same upload goes well, without anybody doing anything.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Image, listImages } from "#contract/images.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { fileNameOf, incomingName, shardNames, shardOf } from "../../server/blobs/disk-layout.ts";
import { collectArrivals } from "../../server/images/jobs.ts";
import { picture, upload } from "../images/pictures.ts";
import { type Fault, inject } from "../support/injected-fault.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

const HOUR = 3_600_000;
const WRITES = ["write", "pwrite64", "writev", "pwritev"];
const SYNCS = ["fsync", "fdatasync"];

let root: string;
let app: MemoryApp;
let member: Member;
let there: Image;
before(async () => {
  root = mkdtempSync(join(tmpdir(), "safelight-faults-"));
  app = await startMemoryApp({
    databaseFile: join(root, "safelight.db"),
    blobs: await openDiskBlobs(join(root, "blobs")),
  });
  member = await app.member();
  there = await upload(member.client, await picture("there before"));
});
after(async () => {
  await app.close();
  rmSync(root, { recursive: true, force: true });
});

const database = (): string[] => ["safelight.db", "safelight.db-wal"].map((name) => join(root, name));
const arriving = (): string[] =>
  Array.from({ length: 999 }, (_, n) => join(root, "blobs", incomingName, String(n + 1)));
const folders = (): string[] => shardNames.map((name) => join(root, "blobs", name));

async function storedBlobs(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of app.blobs.list()) keys.push(key);
  return keys.toSorted();
}

const fileOf = (key: string): string => join(root, "blobs", shardOf(key), fileNameOf(key));

async function listed(): Promise<string[]> {
  const reply = await member.client.get("/api/images?limit=200");
  return reply
    .as(listImages.replies[200])
    .items.map(({ id }) => id)
    .toSorted();
}

/** Every row has its blobs, every blob its row, and every listed picture opens. */
async function assertWhole(): Promise<void> {
  const rows = await app.database.db.selectFrom("images").select(["id", "blob_set", "view_bytes"]).execute();
  const wanted = rows.flatMap(({ blob_set: set, view_bytes: view }) => [
    `${set}/original`,
    `${set}/thumb`,
    ...(view === null ? [] : [`${set}/view`]),
  ]);
  assert.deepEqual(await storedBlobs(), wanted.toSorted());
  assert.deepEqual(await listed(), rows.map(({ id }) => id).toSorted());
  for (const { id } of rows) {
    for (const rendition of ["original", "view", "thumb"]) {
      assert.equal((await member.client.get(`/api/images/${id}/renditions/${rendition}`)).status, 200, id);
    }
  }
}

interface Row {
  readonly name: string;
  readonly fault: () => Fault;
  readonly told: string;
}

const afterSome = (count: number): Row[] =>
  [1, 4, 7, 10].slice(0, count).flatMap((first) => [
    {
      name: `the database's disk is full from its write ${first} on`,
      fault: () => ({ calls: WRITES, effect: `error=ENOSPC:when=${first}+`, paths: database() }),
      told: "storage.full",
    },
    {
      name: `the database's disk fails from its write ${first} on`,
      fault: () => ({ calls: WRITES, effect: `error=EIO:when=${first}+`, paths: database() }),
      told: "unavailable",
    },
  ]);

const UPLOADS: readonly Row[] = [
  {
    name: "the pictures' disk is full",
    fault: () => ({ calls: WRITES, effect: "error=ENOSPC", paths: arriving() }),
    told: "storage.full",
  },
  {
    name: "the pictures' disk is found full only when it is asked to keep",
    fault: () => ({ calls: SYNCS, effect: "error=ENOSPC", paths: arriving() }),
    told: "storage.full",
  },
  {
    name: "the pictures' disk has no room for a name",
    fault: () => ({ calls: ["link", "linkat"], effect: "error=ENOSPC", paths: arriving() }),
    told: "storage.full",
  },
  {
    name: "the pictures' disk is read-only",
    fault: () => ({ calls: ["openat", "open"], effect: "error=EROFS", paths: arriving() }),
    told: "storage.unavailable",
  },
  {
    name: "a picture cannot be written",
    fault: () => ({ calls: WRITES, effect: "error=EIO", paths: arriving() }),
    told: "storage.unavailable",
  },
  {
    name: "a picture cannot be made durable",
    fault: () => ({ calls: SYNCS, effect: "error=EIO", paths: arriving() }),
    told: "storage.unavailable",
  },
  {
    name: "a picture's name cannot be made durable",
    fault: () => ({ calls: SYNCS, effect: "error=EIO", paths: folders() }),
    told: "storage.unavailable",
  },
  {
    name: "the database's disk is read-only",
    fault: () => ({ calls: WRITES, effect: "error=EROFS", paths: database() }),
    told: "unavailable",
  },
  {
    name: "the database cannot be made durable",
    fault: () => ({ calls: SYNCS, effect: "error=EIO", paths: database() }),
    told: "unavailable",
  },
  {
    name: "the database can be made durable once and then no more",
    fault: () => ({ calls: SYNCS, effect: "error=EIO:when=2+", paths: database() }),
    told: "unavailable",
  },
  ...afterSome(4),
];

for (const { name, fault, told } of UPLOADS) {
  test(`${name}: an upload is refused with ${told}, leaves nothing, and goes well afterwards`, async () => {
    const file = await picture(name);
    const before = await listed();
    await using injected = await inject(fault());
    const reply = await member.client.upload(file);
    assert.ok((await injected.lift()) > 0, "the fault befell nothing");
    assert.equal(reply.code, told, reply.text);
    assert.deepEqual(await listed(), before, "something can be seen of what was refused");
    app.advance(2 * HOUR);
    await collectArrivals(app.rooms);
    assert.deepEqual(await app.database.db.selectFrom("arrivals").selectAll().execute(), []);
    await assertWhole();
    const again = await member.client.upload(file);
    assert.equal(again.status, 201, again.text);
    await assertWhole();
  });
}

test("a picture that cannot be read is told as unavailable, never as damaged, and opens afterwards", async () => {
  const path = `/api/images/${there.id}/renditions/original`;
  const records = () => app.database.db.selectFrom("audit_records").select("action").execute();
  const before = await records();
  await using injected = await inject({
    calls: ["read", "pread64"],
    effect: "error=EIO",
    paths: (await storedBlobs()).map(fileOf),
  });
  const reply = await member.client.get(path);
  assert.ok((await injected.lift()) > 0, "the fault befell nothing");
  assert.equal(reply.code, "storage.unavailable");
  assert.equal((await member.client.get(path)).status, 200);
  assert.deepEqual(await records(), before);
});

test("on a slow disk an upload takes its time, and others are served meanwhile", async () => {
  await using injected = await inject({
    calls: [...WRITES, ...SYNCS],
    effect: "delay_exit=400ms",
    paths: [...arriving(), ...folders()],
  });
  let isDone = false;
  const uploading = member.client.upload(await picture("slow")).finally(() => (isDone = true));
  let served = 0;
  while (!isDone) {
    assert.equal((await member.client.get(`/api/images/${there.id}`)).status, 200);
    if (!isDone) served += 1;
  }
  assert.ok((await injected.lift()) > 0, "the fault befell nothing");
  assert.equal((await uploading).status, 201);
  assert.ok(served > 0, "nobody was served while the disk was slow");
  await assertWhole();
});
