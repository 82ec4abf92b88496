import assert from "node:assert/strict";
import { test } from "node:test";
import { blobStoreConformance, patternOf } from "../../tests/conformance/blob-store.ts";
import { BlobMissing, type BlobRange, type BlobStore } from "./blob-store.ts";
import { memoryBlobs } from "./memory.ts";
import { rememberingBlobs } from "./remembering.ts";

blobStoreConformance("rememberingBlobs", async () => ({
  store: rememberingBlobs(memoryBlobs()),
  remove: async () => {},
}));

/** A real store that counts how often it is read. */
function counted(): { store: BlobStore; reads: () => number } {
  const inner = memoryBlobs();
  let reads = 0;
  const read = (key: string, range?: BlobRange): Promise<Buffer> => {
    reads += 1;
    return inner.read(key, range);
  };
  return { store: { ...inner, read }, reads: () => reads };
}

test("a small blob is read once, whole or to beyond its end, and ranges of it come from memory", async () => {
  const { store, reads } = counted();
  const blobs = rememberingBlobs(store);
  const bytes = patternOf(1000);
  await blobs.put("a", bytes);
  assert.deepEqual(await blobs.read("a", { start: 0, end: 1001 }), bytes);
  assert.deepEqual(await blobs.read("a"), bytes);
  assert.deepEqual(await blobs.read("a", { start: 10, end: 20 }), bytes.subarray(10, 20));
  assert.deepEqual(await blobs.read("a", { start: 990, end: 2000 }), bytes.subarray(990));
  assert.equal(reads(), 1);
});

test("part of a blob is never taken for the whole", async () => {
  const { store } = counted();
  const blobs = rememberingBlobs(store);
  const bytes = patternOf(1000);
  await blobs.put("a", bytes);
  assert.deepEqual(await blobs.read("a", { start: 0, end: 56 }), bytes.subarray(0, 56));
  assert.deepEqual(await blobs.read("a", { start: 500, end: 2000 }), bytes.subarray(500));
  assert.deepEqual(await blobs.read("a", { start: 0, end: 1000 }), bytes);
  assert.deepEqual(await blobs.read("a"), bytes);
});

test("what is deleted is remembered no longer, nor what was being read meanwhile", async () => {
  const inner = memoryBlobs();
  const gates: (() => void)[] = [];
  const slow: BlobStore = {
    ...inner,
    async read(key, range) {
      const bytes = await inner.read(key, range);
      await new Promise<void>((resolve) => gates.push(resolve));
      return bytes;
    },
  };
  const blobs = rememberingBlobs(slow);
  await blobs.put("a", patternOf(100));
  const under = blobs.read("a");
  await new Promise((resolve) => setImmediate(resolve));
  await blobs.delete("a");
  gates.forEach((open) => open());
  assert.equal((await under).length, 100);
  await assert.rejects(blobs.read("a"), BlobMissing);
});

test("no more is remembered than the bounds say, the least used going first", async () => {
  const { store, reads } = counted();
  const blobs = rememberingBlobs(store, { maxBytes: 250, maxBlobBytes: 100 });
  for (const key of ["a", "b", "c"]) await blobs.put(key, patternOf(100));
  await blobs.put("large", patternOf(101));
  await blobs.read("a");
  await blobs.read("b");
  await blobs.read("a");
  await blobs.read("c");
  assert.equal(reads(), 3);
  await blobs.read("a");
  assert.equal(reads(), 3);
  await blobs.read("b");
  assert.equal(reads(), 4);
  await blobs.read("large");
  await blobs.read("large");
  assert.equal(reads(), 6);
});
