// Started by disk-blobs.test.ts where room is short: on a small file system of its own, or under a limit on the
// size of files. Is a test itself, and fails as one does.
import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { BlobStoreFull } from "../../server/blobs/blob-store.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { fullBlobStoreConformance, inPieces, keysOf, patternOf } from "../conformance/blob-store.ts";

const [shortage, root] = process.argv.slice(2);
if (!root) throw new Error("usage: fill-disk.ts small-disk|small-files <folder>");

if (shortage === "small-disk") {
  fullBlobStoreConformance("a disk of 1 MiB", 1_000_000, async () => ({
    store: await openDiskBlobs(root),
    remove: async () => assert.deepEqual(await readdir(join(root, "incoming")), []),
  }));

  test("a store on a disk without a free block is not ready, and can still be opened, read and deleted from", async () => {
    const filler = join(root, "filler");
    await assert.rejects(writeFile(filler, patternOf(2_000_000)), /ENOSPC/);
    const store = await openDiskBlobs(root);
    await assert.rejects(store.status(), BlobStoreFull);
    assert.equal((await store.read("kept")).length, 250_000);
    await store.delete("kept");
    await rm(filler);
    await store.status();
  });
} else {
  test("a file that grows past the system's limit is a full store, and leaves nothing behind", async () => {
    const store = await openDiskBlobs(root);
    await assert.rejects(store.put("whole", patternOf(1_000_000)), BlobStoreFull);
    await assert.rejects(store.put("pieces", inPieces(patternOf(1_000_000), 16_400)), BlobStoreFull);
    await store.put("small", patternOf(1000));
    assert.deepEqual(await keysOf(store), ["small"]);
    assert.deepEqual(await readdir(join(root, "incoming")), []);
  });
}
