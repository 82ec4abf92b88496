import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { blobStoreConformance, collect, keysOf, patternOf } from "../../tests/conformance/blob-store.ts";
import { BlobExists, BlobMissing } from "./blob-store.ts";
import { openDiskBlobs } from "./disk.ts";
import { fileNameOf, shardNames, shardOf } from "./disk-layout.ts";

async function temporaryFolder(t?: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-blobs-"));
  t?.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

blobStoreConformance("openDiskBlobs", async () => {
  const folder = await temporaryFolder();
  return {
    store: await openDiskBlobs(join(folder, "blobs")),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});

test("blobs are there again when the folder is opened again", async (t) => {
  const root = await temporaryFolder(t);
  const first = await openDiskBlobs(root);
  await first.put("images/a/view", patternOf(100_000));
  await first.close();
  const second = await openDiskBlobs(root);
  assert.ok(patternOf(100_000).equals(await second.read("images/a/view")));
  await assert.rejects(second.put("images/a/view", patternOf(1)), BlobExists);
});

test("another process beside the owner leaves alone what is being written, and neither takes the other's place", async (t) => {
  const root = await temporaryFolder(t);
  const owner = await openDiskBlobs(root);
  const gate = Promise.withResolvers<void>();
  async function* slowly() {
    yield patternOf(300_000);
    await gate.promise;
    yield patternOf(10);
  }
  const coming = owner.put("owners/original", slowly());
  const beside = await openDiskBlobs(root, { beside: true });
  await beside.put("besides/original", patternOf(20));
  assert.deepEqual(await keysOf(beside), ["besides/original"]);
  assert.ok(patternOf(20).equals(await owner.read("besides/original")));
  await beside.delete("besides/original");
  gate.resolve();
  assert.deepEqual(await coming, { sizeBytes: 300_010 });
  assert.equal((await beside.read("owners/original")).length, 300_010);
  assert.deepEqual((await filesUnder(join(root, "incoming"))).length, 0);
});

test("a folder that is opened beside its owner is not made", async (t) => {
  const root = await temporaryFolder(t);
  const beside = await openDiskBlobs(join(root, "none"), { beside: true });
  await assert.rejects(beside.read("a"), BlobMissing);
  assert.deepEqual(await readdir(root), []);
});

test("a stored blob stays where a store of version 0.1 put it", async (t) => {
  const root = await temporaryFolder(t);
  const store = await openDiskBlobs(root);
  await store.put("images/0190a3/view", patternOf(5));
  assert.deepEqual(await filesUnder(root), [join(root, "05", "images_0190a3_view")]);
});

test("only the owner can read the files, and only the owner can enter the folders", async (t) => {
  const root = join(await temporaryFolder(t), "blobs");
  const store = await openDiskBlobs(root);
  await store.put("a", patternOf(10));
  const files = await filesUnder(root);
  assert.equal(files.length, 1);
  for (const file of files) assert.equal((await stat(file)).mode & 0o777, 0o600);
  for (const name of ["", "incoming", ...shardNames]) {
    assert.equal((await stat(join(root, name))).mode & 0o777, 0o700);
  }
});

test("a failed put leaves no file at all", async (t) => {
  const root = await temporaryFolder(t);
  const store = await openDiskBlobs(root);
  async function* breaksOff(): AsyncGenerator<Buffer> {
    yield patternOf(1_000_000);
    throw new Error("gone");
  }
  await assert.rejects(store.put("a", breaksOff()), /gone/);
  await store.put("b", patternOf(10));
  await assert.rejects(store.put("b", patternOf(10)), BlobExists);
  assert.deepEqual(await filesUnder(root), [join(root, shardOf("b"), "b")]);
});

test("what a killed process left half-written is removed when the folder is opened", async (t) => {
  const root = await temporaryFolder(t);
  await (await openDiskBlobs(root)).put("a", patternOf(10));
  await writeFile(join(root, "incoming", "1"), patternOf(1000));
  const store = await openDiskBlobs(root);
  assert.deepEqual(await readdir(join(root, "incoming")), []);
  assert.deepEqual(await keysOf(store), ["a"]);
});

test("a symbolic link under a blob's name is no blob: it is not followed, listed or overwritten", async (t) => {
  const root = await temporaryFolder(t);
  const outside = join(await temporaryFolder(t), "secret");
  await writeFile(outside, "outside");
  const store = await openDiskBlobs(root);
  const place = join(root, shardOf("images/a"), fileNameOf("images/a"));
  await symlink(outside, place);
  await assert.rejects(store.read("images/a"), BlobMissing);
  await assert.rejects(collect(store.stream("images/a")), BlobMissing);
  assert.equal(await store.size("images/a"), null);
  assert.deepEqual(await keysOf(store), []);
  await assert.rejects(store.put("images/a", patternOf(10)), BlobExists);
  await store.delete("images/a");
  assert.equal((await stat(outside)).size, 7);
  await store.put("images/a", patternOf(10));
});

test("a folder under a blob's name is no blob either", async (t) => {
  const root = await temporaryFolder(t);
  const store = await openDiskBlobs(root);
  await mkdir(join(root, shardOf("a"), "a"));
  await assert.rejects(store.read("a"), BlobMissing);
  assert.deepEqual(await keysOf(store), []);
});

test("a shard that is a symbolic link is refused when the folder is opened, and nothing is made", async (t) => {
  const root = await temporaryFolder(t);
  await symlink(await temporaryFolder(t), join(root, "3f"));
  await assert.rejects(openDiskBlobs(root), /3f must be a folder/);
  assert.deepEqual(await readdir(root), ["3f"]);
});

test("files that others put among the blobs are not listed", async (t) => {
  const root = await temporaryFolder(t);
  const store = await openDiskBlobs(root);
  const wrongShard = shardNames.find((shard) => shard !== shardOf("a"))!;
  await writeFile(join(root, "00", ".DS_Store"), "x");
  await writeFile(join(root, wrongShard, "a"), "x");
  await store.put("b", patternOf(1));
  assert.deepEqual(await keysOf(store), ["b"]);
});

test("a store whose folder has gone is not ready to serve", async (t) => {
  const root = join(await temporaryFolder(t), "blobs");
  const store = await openDiskBlobs(root);
  await store.status();
  await rm(root, { recursive: true });
  await assert.rejects(store.status());
  await assert.rejects(store.put("a", patternOf(10)));
});

test("a blob that was cut short outside is read as short as it is, never padded", async (t) => {
  const root = await temporaryFolder(t);
  const store = await openDiskBlobs(root);
  await store.put("a", patternOf(100));
  const place = join(root, shardOf("a"), "a");
  await unlink(place);
  await writeFile(place, patternOf(60));
  assert.ok(patternOf(60).equals(await store.read("a", { start: 0, end: 100 })));
});
