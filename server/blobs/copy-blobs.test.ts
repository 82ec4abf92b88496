import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { keysOf, patternOf } from "../../tests/conformance/blob-store.ts";
import { type BlobStore, BlobStoreFull } from "./blob-store.ts";
import { type CopyTally, copyBlobs } from "./copy-blobs.ts";
import { type CopyJournal, copyJournal } from "./copy-journal.ts";
import { memoryBlobs } from "./memory.ts";

async function journalIn(t: TestContext): Promise<{ journal: CopyJournal; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-copy-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { journal: copyJournal(join(folder, "moving")), folder };
}

async function filled(count: number): Promise<BlobStore> {
  const store = memoryBlobs();
  for (let n = 0; n < count; n += 1) await store.put(`blob/${n}`, patternOf(n * 100, n));
  return store;
}

const countsOf = ({ copied, present, gone, faults }: CopyTally) => ({ copied, present, gone, faults });

test("every blob is copied once, however often it is asked for, and progress comes to its end", async (t) => {
  const { journal, folder } = await journalIn(t);
  const [from, to] = [await filled(150), memoryBlobs()];
  const seen: string[] = [];
  const options = {
    journal,
    compareAll: false,
    onProgress: (done: number, total: number) => seen.push(`${done}/${total}`),
  };
  const first = await copyBlobs(from, to, options);
  assert.deepEqual(countsOf(first), { copied: 150, present: 0, gone: 0, faults: [] });
  assert.deepEqual([seen[0], seen.at(-1)], ["0/150", "150/150"]);
  for (const key of await keysOf(from)) assert.deepEqual(await to.read(key), await from.read(key));
  await from.put("later", patternOf(7));
  assert.deepEqual(countsOf(await copyBlobs(from, to, options)), {
    copied: 1,
    present: 150,
    gone: 0,
    faults: [],
  });
  assert.deepEqual(await readdir(folder), []);
});

test("what was deleted while it was copied is no fault", async (t) => {
  const { journal } = await journalIn(t);
  const inner = await filled(10);
  const from: BlobStore = {
    ...inner,
    async *list(prefix) {
      for await (const blob of inner.list(prefix)) yield blob;
      await inner.delete("blob/3");
    },
  };
  const tally = await copyBlobs(from, memoryBlobs(), { journal, compareAll: false, onProgress: () => {} });
  assert.deepEqual(countsOf(tally), { copied: 9, present: 0, gone: 1, faults: [] });
});

test("other bytes under the same name are never overwritten, and are told when they are looked at", async (t) => {
  const { journal } = await journalIn(t);
  const options = { journal, onProgress: () => {} };
  const [from, to] = [await filled(5), memoryBlobs()];
  await to.put("blob/2", patternOf(200, 99));
  await to.put("blob/3", patternOf(17));
  // Another size is seen at once; the same size only by looking.
  const quick = await copyBlobs(from, to, { ...options, compareAll: false });
  assert.deepEqual(quick.faults, [{ key: "blob/3", fault: "other-bytes" }]);
  const slow = await copyBlobs(from, to, { ...options, compareAll: true });
  assert.deepEqual(
    slow.faults.map(({ key }) => key),
    ["blob/2", "blob/3"],
  );
  assert.deepEqual(await to.read("blob/2"), patternOf(200, 99));
});

test("what a killed run put and did not compare is compared by the next", async (t) => {
  const { journal } = await journalIn(t);
  const [from, to] = [await filled(5), memoryBlobs()];
  await journal.write(["blob/2", "blob/4"]);
  await to.put("blob/2", patternOf(200, 99));
  const tally = await copyBlobs(from, to, { journal, compareAll: false, onProgress: () => {} });
  assert.deepEqual(countsOf(tally), {
    copied: 4,
    present: 0,
    gone: 0,
    faults: [{ key: "blob/2", fault: "other-bytes" }],
  });
});

test("a blob that comes out otherwise is taken back and told, and so is one that cannot be read", async (t) => {
  const { journal } = await journalIn(t);
  const [inner, source] = [memoryBlobs(), await filled(5)];
  const spoils: BlobStore = {
    ...inner,
    async *stream(key, range) {
      for await (const piece of inner.stream(key, range)) {
        if (key === "blob/1") piece[0]! ^= 1;
        yield piece;
      }
    },
  };
  const from: BlobStore = {
    ...source,
    stream(key, range) {
      if (key === "blob/4") throw new Error("an I/O error");
      return source.stream(key, range);
    },
  };
  const tally = await copyBlobs(from, spoils, { journal, compareAll: false, onProgress: () => {} });
  assert.deepEqual(
    tally.faults.toSorted((a, b) => a.key.localeCompare(b.key)),
    [
      { key: "blob/1", fault: "came-out-otherwise" },
      { key: "blob/4", fault: "unreadable" },
    ],
  );
  assert.deepEqual(await keysOf(inner), ["blob/0", "blob/2", "blob/3"]);
});

test("a blob that the target does not take, or not give back, is no fault of the source, and is tried again", async (t) => {
  const { journal } = await journalIn(t);
  const [inner, from] = [memoryBlobs(), await filled(5)];
  const failing: BlobStore = {
    ...inner,
    async put(key, sealed) {
      if (key === "blob/1") throw new Error("an I/O error");
      return await inner.put(key, sealed);
    },
    stream(key, range) {
      if (key === "blob/3") throw new Error("an I/O error");
      return inner.stream(key, range);
    },
  };
  const options = { journal, compareAll: false, onProgress: () => {} };
  const tally = await copyBlobs(from, failing, options);
  assert.deepEqual(
    tally.faults.toSorted((a, b) => a.key.localeCompare(b.key)),
    [
      { key: "blob/1", fault: "target-failed" },
      { key: "blob/3", fault: "target-failed" },
    ],
  );
  assert.deepEqual(countsOf(await copyBlobs(from, inner, options)), {
    copied: 2,
    present: 3,
    gone: 0,
    faults: [],
  });
});

test("a store without room ends the run, and the next goes on from there", async (t) => {
  const { journal } = await journalIn(t);
  const [from, small] = [await filled(100), memoryBlobs({ capacityBytes: 100_000 })];
  const options = { journal, compareAll: false, onProgress: () => {} };
  await assert.rejects(copyBlobs(from, small, options), BlobStoreFull);
  const large = memoryBlobs();
  for (const key of await keysOf(small)) await large.put(key, await small.read(key));
  const tally = await copyBlobs(from, large, options);
  assert.equal(tally.copied + tally.present, 100);
  assert.deepEqual(tally.faults, []);
});
