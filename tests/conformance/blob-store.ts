// What every blob store must do, whatever it keeps its bytes in. Each store's own test file runs this over itself.
import assert from "node:assert/strict";
import { afterEach, beforeEach, suite, test } from "node:test";
import {
  BlobExists,
  BlobMissing,
  type BlobStore,
  BlobStoreFull,
  InvalidBlobKey,
} from "../../server/blobs/blob-store.ts";

export interface OpenedStore {
  readonly store: BlobStore;
  /** Runs after the store was closed. */
  readonly remove: () => Promise<void>;
}

const senselessKeys: Record<string, string> = {
  empty: "",
  "a parent": "..",
  "a parent inside": "images/../../etc/passwd",
  "a dot": "images/./view",
  absolute: "/etc/passwd",
  "a NUL": "images/a\0b",
  "a backslash": "images\\view",
  "an escape": "images/%2e%2e/view",
  "a capital": "images/A",
  "a line end": "images/a\n",
  "a slash at the end": "images/",
  "two slashes": "images//view",
  "an underscore": "images_view",
  "a letter beyond ASCII": "images/ä",
  "a hyphen first": "-rf",
  "202 letters": "a".repeat(202),
};

/** Bytes that differ at every position, so that a piece out of place is noticed. */
export function patternOf(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes);
  let state = seed >>> 0;
  for (let at = 0; at < sizeBytes; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

export async function keysOf(store: BlobStore, prefix?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys.sort();
}

export async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  for await (const piece of pieces) collected.push(piece);
  return Buffer.concat(collected);
}

/** Runs the suite over stores that `openStore` makes, each of them empty. */
export function blobStoreConformance(label: string, openStore: () => Promise<OpenedStore>): void {
  suite(`${label} keeps the promises of a blob store:`, () => {
    let opened: OpenedStore;
    let store: BlobStore;
    beforeEach(async () => {
      opened = await openStore();
      store = opened.store;
    });
    afterEach(async () => {
      await store.close();
      await opened.remove();
    });

    for (const sizeBytes of [0, 1, 16_400, 262_144, 262_145, 3_000_001]) {
      test(`gives back the same ${sizeBytes} bytes, put whole or in pieces, read or streamed`, async () => {
        const bytes = patternOf(sizeBytes);
        assert.deepEqual(await store.put("whole", bytes), { sizeBytes });
        assert.deepEqual(await store.put("pieces", inPieces(bytes, 16_400)), { sizeBytes });
        for (const key of ["whole", "pieces"]) {
          assert.equal(await store.size(key), sizeBytes);
          assert.ok(bytes.equals(await store.read(key)));
          assert.ok(bytes.equals(await collect(store.stream(key))));
        }
      });
    }

    test("gives the pieces of a stream away: who frees each as it comes gets the rest, and nobody loses anything", async () => {
      const bytes = patternOf(3_000_001);
      await store.put("a", bytes);
      const copies: Buffer[] = [];
      for await (const piece of store.stream("a")) {
        copies.push(Buffer.from(piece));
        const { buffer } = piece;
        if (buffer instanceof ArrayBuffer && buffer.byteLength === piece.byteLength) buffer.transfer(0);
        else piece.fill(0);
      }
      assert.ok(bytes.equals(Buffer.concat(copies)));
      assert.ok(bytes.equals(await store.read("a")));
    });

    test("gives exactly the bytes of a range, and leaves out what lies past the end", async () => {
      const bytes = patternOf(600_000);
      await store.put("a", bytes);
      for (const [start, end] of [
        [0, 1],
        [56, 16_456],
        [262_143, 524_290],
        [599_999, 600_000],
        [599_990, 700_000],
        [5, 5],
        [600_000, 600_001],
        [700_000, 700_001],
      ] as const) {
        const wanted = bytes.subarray(start, end);
        assert.ok(wanted.equals(await store.read("a", { start, end })), `read ${start}-${end}`);
        assert.ok(wanted.equals(await collect(store.stream("a", { start, end }))), `stream ${start}-${end}`);
      }
    });

    test("refuses a range that is negative, backward or not whole", async () => {
      await store.put("a", patternOf(10));
      for (const range of [
        { start: -1, end: 5 },
        { start: 5, end: 4 },
        { start: 0.5, end: 4 },
        { start: 0, end: Number.NaN },
      ]) {
        await assert.rejects(store.read("a", range), RangeError);
        await assert.rejects(collect(store.stream("a", range)), RangeError);
      }
    });

    test("says of an absent blob that it is missing", async () => {
      assert.equal(await store.size("absent"), null);
      await assert.rejects(store.read("absent"), BlobMissing);
      await assert.rejects(store.read("absent", { start: 0, end: 0 }), BlobMissing);
      await assert.rejects(collect(store.stream("absent")), BlobMissing);
    });

    test("never overwrites: the second put is refused and the first blob untouched", async () => {
      await store.put("a", Buffer.from("first"));
      await assert.rejects(store.put("a", Buffer.from("second")), BlobExists);
      await assert.rejects(store.put("a", inPieces(Buffer.from("third"), 2)), BlobExists);
      assert.equal((await store.read("a")).toString(), "first");
    });

    test("of many puts of one key at once exactly one wins, and its bytes are what is read", async () => {
      const sources = Array.from({ length: 12 }, (_, seed) => patternOf(40_000, seed));
      const outcomes = await Promise.allSettled(
        sources.map((bytes) => store.put("raced", inPieces(bytes, 7_000))),
      );
      const winners = outcomes.flatMap((outcome, index) => (outcome.status === "fulfilled" ? [index] : []));
      assert.equal(winners.length, 1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") assert.ok(outcome.reason instanceof BlobExists);
      }
      assert.ok(sources[winners[0]!]!.equals(await store.read("raced")));
      assert.deepEqual(await keysOf(store), ["raced"]);
    });

    test("stores nothing of a source that breaks off, passes its error on, and takes the key again", async () => {
      const broken = new Error("the line went dead");
      async function* breaksOff(): AsyncGenerator<Buffer> {
        yield patternOf(300_000);
        throw broken;
      }
      await assert.rejects(store.put("a", breaksOff()), broken);
      assert.equal(await store.size("a"), null);
      assert.deepEqual(await keysOf(store), []);
      await store.put("a", Buffer.from("again"));
      assert.equal((await store.read("a")).toString(), "again");
    });

    test("shows nothing of a blob that is still being put", async () => {
      const halfway = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      async function* slow(): AsyncGenerator<Buffer> {
        yield patternOf(300_000);
        halfway.resolve();
        await goOn.promise;
        yield patternOf(1);
      }
      const put = store.put("slow", slow());
      await halfway.promise;
      assert.equal(await store.size("slow"), null);
      assert.deepEqual(await keysOf(store), []);
      goOn.resolve();
      assert.deepEqual(await put, { sizeBytes: 300_001 });
      assert.deepEqual(await keysOf(store), ["slow"]);
    });

    test("keeps its own copy: a buffer changed afterwards changes nothing that is stored", async () => {
      const bytes = Buffer.from("as it was");
      await store.put("a", bytes);
      bytes.fill(0);
      (await store.read("a")).fill(0);
      assert.equal((await store.read("a")).toString(), "as it was");
    });

    test("stores a view of a larger buffer as what it shows, and no more", async () => {
      await store.put("a", Buffer.from("....shown....").subarray(4, 9));
      await store.put("b", inPieces(Buffer.from("....shown....").subarray(4, 9), 2));
      assert.equal((await store.read("a")).toString(), "shown");
      assert.equal((await store.read("b")).toString(), "shown");
    });

    test("forgets a deleted blob, finds deleting an absent one fine, and takes the key again", async () => {
      await store.put("a", patternOf(10));
      await store.put("a/b", patternOf(20));
      await store.delete("a");
      await store.delete("a");
      assert.equal(await store.size("a"), null);
      assert.equal(await store.size("a/b"), 20);
      await store.put("a", patternOf(30));
      assert.equal(await store.size("a"), 30);
    });

    test("lists every blob under a prefix with its size and time, and no other", async () => {
      const before = Date.now();
      const sizes = new Map([
        ["images/a/view", 1],
        ["images/a/thumb", 2],
        ["images/ab", 3],
        ["images/a", 4],
        ["other-1", 5],
      ]);
      for (const [key, sizeBytes] of sizes) await store.put(key, patternOf(sizeBytes));
      assert.deepEqual(await keysOf(store), [...sizes.keys()].sort());
      assert.deepEqual(await keysOf(store, "images/a/"), ["images/a/thumb", "images/a/view"]);
      assert.deepEqual(await keysOf(store, "images/a"), [
        "images/a",
        "images/a/thumb",
        "images/a/view",
        "images/ab",
      ]);
      assert.deepEqual(await keysOf(store, "nothing"), []);
      for await (const { key, sizeBytes, modifiedAt } of store.list()) {
        assert.equal(sizeBytes, sizes.get(key));
        // Stores keep whole seconds at worst, and their clock may be a little off ours.
        assert.ok(Math.abs(modifiedAt.getTime() - before) < 60_000);
      }
    });

    test("lists a long store to its end while blobs are deleted on the way", async () => {
      const keys = Array.from({ length: 60 }, (_, index) => `many/${index}`);
      await Promise.all(keys.map((key) => store.put(key, patternOf(5))));
      const seen = new Set<string>();
      for await (const { key } of store.list("many/")) {
        seen.add(key);
        await store.delete(key);
      }
      assert.equal(seen.size, keys.length);
      assert.deepEqual(await keysOf(store), []);
    });

    test("lets a reader stop in the middle of a stream", async () => {
      await store.put("a", patternOf(2_000_000));
      for await (const piece of store.stream("a")) {
        assert.ok(piece.length > 0 && piece.length < 2_000_000);
        break;
      }
      await store.delete("a");
      assert.equal(await store.size("a"), null);
    });

    test("takes keys of one and of 201 letters", async () => {
      for (const key of ["7", `k${"/a-".repeat(66)}zz`]) {
        await store.put(key, Buffer.from(key));
        assert.equal((await store.read(key)).toString(), key);
      }
      assert.equal((await keysOf(store)).length, 2);
    });

    for (const [what, key] of Object.entries(senselessKeys)) {
      test(`refuses a key that is or has ${what}, for every operation`, async () => {
        await assert.rejects(store.put(key, Buffer.from("x")), InvalidBlobKey);
        await assert.rejects(store.read(key), InvalidBlobKey);
        await assert.rejects(collect(store.stream(key)), InvalidBlobKey);
        await assert.rejects(store.size(key), InvalidBlobKey);
        await assert.rejects(store.delete(key), InvalidBlobKey);
        assert.deepEqual(await keysOf(store), []);
      });
    }

    test("is ready to serve", async () => {
      await store.status();
    });
  });
}

/** Runs over a store with room for fewer than `roomBytes`: full is an error of its own, and leaves nothing behind. */
export function fullBlobStoreConformance(
  label: string,
  roomBytes: number,
  openStore: () => Promise<OpenedStore>,
): void {
  test(`${label}, when full, says so, keeps nothing half-written, and takes blobs again after a delete`, async () => {
    const { store, remove } = await openStore();
    try {
      const kept = patternOf(Math.floor(roomBytes / 4), 7);
      const tooLarge = patternOf(roomBytes * 2, 9);
      await store.put("kept", kept);
      await assert.rejects(store.put("whole", tooLarge), BlobStoreFull);
      await assert.rejects(store.put("pieces", inPieces(tooLarge, 16_400)), BlobStoreFull);
      assert.deepEqual(await keysOf(store), ["kept"]);
      assert.ok(kept.equals(await store.read("kept")));

      const half = patternOf(Math.floor(roomBytes / 2), 11);
      await store.put("half", half);
      await assert.rejects(store.put("another-half", half), BlobStoreFull);
      await store.delete("half");
      await store.put("another-half", half);
      assert.ok(half.equals(await store.read("another-half")));
      assert.deepEqual(await keysOf(store), ["another-half", "kept"]);
    } finally {
      await store.close();
      await remove();
    }
  });
}
