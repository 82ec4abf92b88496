import assert from "node:assert/strict";
import { test } from "node:test";
import {
  blobStoreConformance,
  fullBlobStoreConformance,
  patternOf,
} from "../../tests/conformance/blob-store.ts";
import { BlobStoreFull } from "./blob-store.ts";
import { memoryBlobs } from "./memory.ts";

blobStoreConformance("memoryBlobs", async () => ({ store: memoryBlobs(), remove: async () => {} }));
fullBlobStoreConformance("memoryBlobs", 1_000_000, async () => ({
  store: memoryBlobs({ capacityBytes: 1_000_000 }),
  remove: async () => {},
}));

test("a memory store that is full to the last byte is not ready to take blobs", async () => {
  const store = memoryBlobs({ capacityBytes: 10 });
  await store.status();
  await store.put("a", patternOf(10));
  await assert.rejects(store.status(), BlobStoreFull);
});
