import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DecryptionFailed } from "./decryption-failed.ts";
import { randomBytes } from "./random.ts";
import {
  blobOpener,
  blobRangeOpener,
  blobReader,
  blobSealer,
  CHUNK_BYTES,
  openBlob,
  openBlobRange,
  openChunks,
  plaintextSize,
  type RangePlan,
  rangePlan,
  SEALED_CHUNK_BYTES,
  SEALED_HEADER_BYTES,
  sealBlob,
  sealedSize,
} from "./sealed-blob.ts";

const key = randomBytes(32);
const context = "safelight/v1/rendition|owner|image|view";
const edges = [0, 1, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 50_000];
const plaintexts = fc
  .oneof(fc.constantFrom(...edges), fc.nat({ max: 60_000 }))
  .map((sizeBytes) => randomBytes(sizeBytes));
const slices = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 });
const runs = { numRuns: 60 };

/** Cuts bytes into pieces of these sizes, over and over. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length]!;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

type Piecemeal = Buffer | readonly Buffer[];

function through(
  opener: { update(b: Buffer): Piecemeal; final(): Piecemeal },
  pieces: readonly Buffer[],
): Buffer {
  // Joined only now: a piece given out must not change when later ones are opened.
  const given = [...pieces.map((piece) => opener.update(piece)), opener.final()];
  return Buffer.concat(given.flatMap((piece) => piece));
}

test("opening undoes sealing, whole and in any slices", () => {
  fc.assert(
    fc.property(plaintexts, slices, slices, (plaintext, sealSlices, openSlices) => {
      const whole = sealBlob(key, context, plaintext);
      assert.ok(openBlob(key, context, whole).equals(plaintext));
      const sealer = blobSealer(key, context);
      const streamed = Buffer.concat([sealer.header, through(sealer, cut(plaintext, sealSlices))]);
      assert.ok(openBlob(key, context, streamed).equals(plaintext));
      assert.ok(through(blobOpener(key, context), cut(whole, openSlices)).equals(plaintext));
      assert.equal(whole.length, sealedSize(plaintext.length));
      assert.equal(streamed.length, whole.length);
      assert.equal(plaintextSize(whole.length), plaintext.length);
    }),
    runs,
  );
});

test("a slice that the caller overwrites after handing it in changes nothing", () => {
  const plaintext = randomBytes(40_000);
  const sealer = blobSealer(key, context);
  const pieces = [sealer.header];
  for (const piece of cut(plaintext, [10_000])) {
    const lent = Buffer.from(piece);
    pieces.push(sealer.update(lent));
    lent.fill(0);
  }
  const sealed = Buffer.concat([...pieces, sealer.final()]);
  const opener = blobOpener(key, context);
  const opened: Buffer[] = [];
  for (const piece of cut(sealed, [30, 9_999])) {
    const lent = Buffer.from(piece);
    opened.push(opener.update(lent));
    lent.fill(0);
  }
  assert.ok(Buffer.concat([...opened, opener.final()]).equals(plaintext));
});

test("a range reads the same bytes as a slice, whole and streamed", () => {
  fc.assert(
    fc.property(plaintexts, fc.nat(), fc.nat(), slices, (plaintext, a, b, sizes) => {
      fc.pre(plaintext.length > 0);
      const [start, end] = [a % plaintext.length, b % plaintext.length].toSorted((x, y) => x - y) as [
        number,
        number,
      ];
      const blob = sealBlob(key, context, plaintext);
      const header = blob.subarray(0, SEALED_HEADER_BYTES);
      const plan = rangePlan(plaintext.length, start, end);
      const sealed = blob.subarray(plan.sealedStart, plan.sealedEnd);
      const wanted = plaintext.subarray(start, end + 1);
      assert.ok(openBlobRange(key, context, header, plan, sealed).equals(wanted));
      assert.ok(through(blobRangeOpener(key, context, header, plan), cut(sealed, sizes)).equals(wanted));
      assert.ok(
        sealed.length <= wanted.length + 2 * SEALED_CHUNK_BYTES + 32 * Math.ceil(wanted.length / CHUNK_BYTES),
      );
    }),
    runs,
  );
});

test("every single flipped bit of a small blob makes it fail", () => {
  const blob = sealBlob(key, context, Buffer.from("a small one"));
  for (let bit = 0; bit < blob.length * 8; bit += 1) {
    const bad = Buffer.from(blob);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => openBlob(key, context, bad), DecryptionFailed, `bit ${bit}`);
  }
});

test("a flipped bit anywhere makes the blob fail, whole, streamed and in the range that holds it", () => {
  fc.assert(
    fc.property(plaintexts, fc.nat(), slices, (plaintext, where, sizes) => {
      const bad = sealBlob(key, context, plaintext);
      const bit = where % (bad.length * 8);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      assert.throws(() => openBlob(key, context, bad), DecryptionFailed);
      assert.throws(() => through(blobOpener(key, context), cut(bad, sizes)), DecryptionFailed);
      const chunk = Math.max(0, Math.floor(((bit >> 3) - SEALED_HEADER_BYTES) / SEALED_CHUNK_BYTES));
      const start = chunk * CHUNK_BYTES;
      if (start >= plaintext.length) return;
      const plan = rangePlan(plaintext.length, start, start);
      const header = bad.subarray(0, SEALED_HEADER_BYTES);
      const sealed = bad.subarray(plan.sealedStart, plan.sealedEnd);
      assert.throws(() => openBlobRange(key, context, header, plan, sealed), DecryptionFailed);
    }),
    runs,
  );
});

test("a blob cut short or made longer anywhere fails, whole and streamed", () => {
  fc.assert(
    fc.property(plaintexts, fc.nat(), fc.integer({ min: 1, max: 40_000 }), (plaintext, where, extra) => {
      const blob = sealBlob(key, context, plaintext);
      const cutShort = blob.subarray(0, where % blob.length);
      const longer = Buffer.concat([blob, randomBytes(extra)]);
      for (const bad of [cutShort, longer]) {
        assert.throws(() => openBlob(key, context, bad), DecryptionFailed);
        assert.throws(() => through(blobOpener(key, context), cut(bad, [5000])), DecryptionFailed);
      }
    }),
    runs,
  );
});

test("a blob cut at a chunk's end fails, so a picture cannot lose its end unnoticed", () => {
  const blob = sealBlob(key, context, randomBytes(50_000));
  for (let end = SEALED_HEADER_BYTES; end < blob.length; end += SEALED_CHUNK_BYTES) {
    const bad = blob.subarray(0, end);
    assert.throws(() => openBlob(key, context, bad), DecryptionFailed);
    assert.throws(() => through(blobOpener(key, context), [bad]), DecryptionFailed);
  }
});

test("chunks swapped inside a blob, or between two blobs of one key and context, fail", () => {
  const blobs = [0, 1].map(() => sealBlob(key, context, randomBytes(40_000))) as [Buffer, Buffer];
  const chunk = (blob: Buffer, index: number): Buffer =>
    blob.subarray(SEALED_HEADER_BYTES + index * SEALED_CHUNK_BYTES).subarray(0, SEALED_CHUNK_BYTES);
  const swapped = Buffer.from(blobs[0]);
  chunk(swapped, 0).set(chunk(blobs[0], 1));
  chunk(swapped, 1).set(chunk(blobs[0], 0));
  const mixed = Buffer.from(blobs[0]);
  chunk(mixed, 1).set(chunk(blobs[1], 1));
  const otherHeader = Buffer.from(blobs[0]);
  otherHeader.set(blobs[1].subarray(0, SEALED_HEADER_BYTES));
  for (const bad of [swapped, mixed, otherHeader]) {
    assert.throws(() => openBlob(key, context, bad), DecryptionFailed);
  }
});

test("a foreign key, a key of another length, or a foreign context fails", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.string(), (otherKey, otherContext) => {
      const blob = sealBlob(key, context, Buffer.from("text"));
      fc.pre(otherContext !== context);
      assert.throws(() => openBlob(otherKey, context, blob), DecryptionFailed);
      assert.throws(() => openBlob(key, otherContext, blob), DecryptionFailed);
      assert.throws(() => through(blobOpener(key, otherContext), [blob]), DecryptionFailed);
    }),
    runs,
  );
  for (const lengthBytes of [0, 16, 31, 33]) {
    assert.throws(() => sealBlob(randomBytes(lengthBytes), context, Buffer.from("text")), RangeError);
    assert.throws(() => blobSealer(randomBytes(lengthBytes), context), RangeError);
  }
});

test("a range read fails when the store gives fewer, more or other chunks than planned", () => {
  const plaintext = randomBytes(50_000);
  const blob = sealBlob(key, context, plaintext);
  const header = blob.subarray(0, SEALED_HEADER_BYTES);
  const attempts = (plan: RangePlan, sealed: Buffer): void => {
    assert.throws(() => openBlobRange(key, context, header, plan, sealed), DecryptionFailed);
    assert.throws(() => through(blobRangeOpener(key, context, header, plan), [sealed]), DecryptionFailed);
  };
  for (const [start, end] of [
    [0, 0],
    [20_000, 30_000],
    [20_000, 49_999],
    [49_999, 49_999],
  ] as const) {
    const plan = rangePlan(plaintext.length, start, end);
    const { sealedStart, sealedEnd } = plan;
    attempts(plan, blob.subarray(sealedStart, sealedEnd - 1));
    attempts(plan, blob.subarray(sealedStart, sealedEnd - SEALED_CHUNK_BYTES));
    attempts(plan, Buffer.concat([blob.subarray(sealedStart, sealedEnd), randomBytes(20)]));
    attempts(plan, blob.subarray(sealedStart + 1, sealedEnd + 1));
  }
  const second = blob.subarray(SEALED_HEADER_BYTES + SEALED_CHUNK_BYTES).subarray(0, SEALED_CHUNK_BYTES);
  attempts(rangePlan(plaintext.length, 0, 0), second);
});

test("a middle chunk is never taken for the last, nor the last for a middle one", () => {
  const blob = sealBlob(key, context, randomBytes(20_000));
  const header = blob.subarray(0, SEALED_HEADER_BYTES);
  const first = blob.subarray(SEALED_HEADER_BYTES, SEALED_HEADER_BYTES + SEALED_CHUNK_BYTES);
  const last = blob.subarray(SEALED_HEADER_BYTES + SEALED_CHUNK_BYTES);
  assert.throws(() => openChunks(key, context, header, 0, first, true), DecryptionFailed);
  assert.throws(() => openChunks(key, context, header, 1, last, false), DecryptionFailed);
});

test("a range outside the blob is refused", () => {
  for (const [sizeBytes, start, end] of [
    [0, 0, 0],
    [10, -1, 5],
    [10, 6, 5],
    [10, 0, 10],
    [10, 0.5, 5],
    [10, 0, Number.NaN],
  ] as const) {
    assert.throws(() => rangePlan(sizeBytes, start, end), RangeError);
  }
});

test("two blobs of the same plaintext share no salt, so nothing tells that they are equal", () => {
  const plaintext = Buffer.from("the same");
  const [a, b] = [sealBlob(key, context, plaintext), sealBlob(key, context, plaintext)];
  assert.notDeepEqual(a.subarray(0, 24), b.subarray(0, 24));
  assert.notDeepEqual(a.subarray(56), b.subarray(56));
});

test("a sealer that has ended seals nothing more", () => {
  const sealer = blobSealer(key, context);
  sealer.final();
  assert.throws(() => sealer.final());
  assert.throws(() => sealer.update(Buffer.from("late")));
});

test("a reader derives its keys once, and never opens another blob with them", () => {
  const [first, second] = [randomBytes(20_000), randomBytes(20_000)];
  const blobs = [first, second].map((plaintext) => sealBlob(key, context, plaintext));
  let derived = 0;
  const reader = blobReader(() => {
    derived += 1;
    return key;
  }, context);
  const plan = rangePlan(20_000, 0, 19_999);
  const open = (header: Buffer, body: Buffer) =>
    reader.open(header.subarray(0, SEALED_HEADER_BYTES), plan, body.subarray(SEALED_HEADER_BYTES));
  const [a, b] = [blobs[0]!, blobs[1]!];
  assert.deepEqual(open(a, a), first);
  assert.deepEqual(open(a, a), first);
  assert.equal(derived, 1);
  assert.throws(() => open(a, b), DecryptionFailed);
  assert.deepEqual(open(b, b), second);
  assert.equal(derived, 2);
  const forged = Buffer.from(a);
  forged[30]! ^= 1;
  assert.throws(() => open(forged, a), DecryptionFailed);
  assert.throws(() => open(a, b), DecryptionFailed);
  assert.deepEqual(open(a, a), first);
});
