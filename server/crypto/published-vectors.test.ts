// The published vectors (C2SP, Wycheproof) lie outside the project, in ../shared/vectors. Where that folder is
// absent these tests say so and fixed-vectors.test.ts, which is always there, still pins every format.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { inflateSync } from "node:zlib";
import { openGcm, sealGcmInto } from "./aes-gcm.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { expand, hkdfSha512 } from "./expand.ts";
import {
  blobOpener,
  CHUNK_BYTES,
  openBlob,
  openBlobRange,
  openChunks,
  plaintextSize,
  rangePlan,
  SEALED_CHUNK_BYTES,
  SEALED_HEADER_BYTES,
  sealedSize,
} from "./sealed-blob.ts";

const folder = new URL("../../../shared/vectors/", import.meta.url);

interface Group<Vector> {
  readonly keySize?: number;
  readonly ivSize?: number;
  readonly tagSize?: number;
  readonly tests: readonly Vector[];
}

/** The groups of a file, or none (said aloud) where the folder is absent. */
function groupsOf<Vector>(t: TestContext, file: string): readonly Group<Vector>[] {
  if (!existsSync(folder)) {
    t.diagnostic(`not applied: ${folder.pathname}${file} is absent; only our own fixed vectors ran`);
    return [];
  }
  const parsed = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as {
    testGroups: Group<Vector>[];
    numberOfTests: number;
  };
  assert.equal(
    parsed.testGroups.reduce((sum, group) => sum + group.tests.length, 0),
    parsed.numberOfTests,
  );
  return parsed.testGroups;
}

const hex = (text: string): Buffer => Buffer.from(text, "hex");

interface HkdfVector {
  readonly tcId: number;
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly size: number;
  readonly okm: string;
  readonly result: "valid" | "invalid";
}

test("HKDF-SHA512 gives every published output and refuses every impossible length", (t) => {
  for (const { tests } of groupsOf<HkdfVector>(t, "hkdf_sha512_test.json")) {
    for (const v of tests) {
      const input = { ikm: hex(v.ikm), salt: hex(v.salt), info: hex(v.info), lengthBytes: v.size };
      if (v.result === "valid") assert.equal(hkdfSha512(input).toString("hex"), v.okm, `tcId ${v.tcId}`);
      else assert.throws(() => hkdfSha512(input), RangeError, `tcId ${v.tcId}`);
    }
  }
});

interface GcmVector {
  readonly tcId: number;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: "valid" | "invalid";
}

test("AES-256-GCM seals and opens every valid vector of 96-bit nonces, and refuses every invalid one", (t) => {
  for (const { tests, keySize, ivSize, tagSize } of groupsOf<GcmVector>(t, "aes_gcm_test.json")) {
    if (keySize !== 256 || ivSize !== 96 || tagSize !== 128) continue;
    for (const v of tests) {
      const sealed = hex(v.ct + v.tag);
      const open = (): Buffer => openGcm(hex(v.key), hex(v.iv), hex(v.aad), sealed);
      if (v.result === "invalid") {
        assert.throws(open, DecryptionFailed, `tcId ${v.tcId}`);
        continue;
      }
      assert.equal(open().toString("hex"), v.msg, `tcId ${v.tcId}`);
      const out = Buffer.alloc(sealed.length);
      sealGcmInto(out, 0, hex(v.key), hex(v.iv), hex(v.aad), hex(v.msg));
      assert.deepEqual(out, sealed, `tcId ${v.tcId}`);
    }
  }
});

test("AES-256-GCM takes no other key size, nonce size or shortened tag", (t) => {
  for (const { tests, keySize, ivSize } of groupsOf<GcmVector>(t, "aes_gcm_test.json")) {
    for (const v of tests) {
      const cut = hex(v.ct + v.tag).subarray(0, -1);
      assert.throws(
        () => openGcm(hex(v.key), hex(v.iv), hex(v.aad), cut),
        DecryptionFailed,
        `tcId ${v.tcId}`,
      );
      if (keySize === 256 && ivSize === 96) continue;
      const sealed = hex(v.ct + v.tag);
      assert.throws(
        () => openGcm(hex(v.key), hex(v.iv), hex(v.aad), sealed),
        DecryptionFailed,
        `tcId ${v.tcId}`,
      );
    }
  }
});

interface BlobVector {
  readonly tcId: number;
  readonly comment: string;
  readonly key: string;
  readonly ctx: string;
  readonly ct: string;
  readonly aeadKey?: string;
  readonly baseNonce?: string;
  readonly msgLength?: number;
  readonly msgSha512?: string;
  readonly result: "valid" | "invalid";
  readonly flags: readonly string[];
}

interface ReadyVector extends BlobVector {
  readonly keyBytes: Buffer;
  readonly context: string;
  readonly sealed: Buffer;
  readonly claim: string;
}

function blobVectors(t: TestContext): ReadyVector[] {
  const groups = groupsOf<BlobVector>(t, "c2sp_chunked_encryption_aes_256_gcm_test.json");
  return groups.flatMap((group) =>
    group.tests.map((v) => {
      const context = hex(v.ctx).toString();
      assert.equal(Buffer.from(context).toString("hex"), v.ctx, "contexts are text here");
      const claim = `tcId ${v.tcId}, ${v.comment}`;
      return { ...v, keyBytes: hex(v.key), context, sealed: inflateSync(hex(v.ct)), claim };
    }),
  );
}

const sha512 = (bytes: Uint8Array): string => createHash("sha512").update(bytes).digest("hex");

test("Cobblestone-256: whole blobs open to the published message or fail", (t) => {
  for (const v of blobVectors(t)) {
    if (v.result === "invalid") {
      assert.throws(() => openBlob(v.keyBytes, v.context, v.sealed), DecryptionFailed, v.claim);
      continue;
    }
    const plaintext = openBlob(v.keyBytes, v.context, v.sealed);
    assert.equal(plaintext.length, v.msgLength, v.claim);
    assert.equal(sha512(plaintext), v.msgSha512, v.claim);
    assert.equal(plaintextSize(v.sealed.length), plaintext.length, v.claim);
    assert.equal(sealedSize(plaintext.length), v.sealed.length, v.claim);
  }
});

test("Cobblestone-256: key and base nonce are derived as published", (t) => {
  for (const v of blobVectors(t)) {
    if (v.aeadKey === undefined || v.baseNonce === undefined) continue;
    const info = Buffer.concat([
      Buffer.from("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"),
      v.sealed.subarray(0, 24),
      hex(v.ctx),
    ]);
    const okm = expand(v.keyBytes, info, 76);
    assert.equal(okm.toString("hex", 0, 32), v.aeadKey, v.claim);
    assert.equal(okm.toString("hex", 32, 44), v.baseNonce, v.claim);
  }
});

test("Cobblestone-256: streamed in odd slices, a blob gives its message, or at most its genuine beginning and then fails for good", (t) => {
  for (const v of blobVectors(t)) {
    for (const sliceBytes of [1, 7, 55, 56, 57, 1000, 16_399, 16_400, 16_401, 65_536, 5_000_000]) {
      if (v.sealed.length / sliceBytes > 50_000) continue;
      const claim = `${v.claim}, slices of ${sliceBytes}`;
      const opener = blobOpener(v.keyBytes, v.context);
      const pieces: Buffer[] = [];
      const stream = (): void => {
        for (let at = 0; at < v.sealed.length; at += sliceBytes) {
          pieces.push(opener.update(v.sealed.subarray(at, at + sliceBytes)));
        }
        pieces.push(opener.final());
      };
      if (v.result === "valid") {
        stream();
        assert.equal(sha512(Buffer.concat(pieces)), v.msgSha512, claim);
      } else {
        assert.throws(stream, DecryptionFailed, claim);
        const beginning = Buffer.concat(pieces);
        assert.ok(beginning.length <= (v.msgLength ?? 0), claim);
        if (v.msgSha512 !== undefined && beginning.length === v.msgLength) {
          assert.equal(sha512(beginning), v.msgSha512, claim);
        }
      }
      assert.throws(() => opener.update(Buffer.alloc(SEALED_CHUNK_BYTES)), DecryptionFailed, claim);
      assert.throws(() => opener.update(Buffer.alloc(0)), DecryptionFailed, claim);
      assert.throws(() => opener.final(), DecryptionFailed, claim);
    }
  }
});

test("Cobblestone-256: chunk by chunk, valid blobs give their message and no invalid blob opens all its chunks", (t) => {
  for (const v of blobVectors(t)) {
    const header = v.sealed.subarray(0, SEALED_HEADER_BYTES);
    const open = (index: number, isLast: boolean): Buffer => {
      const start = SEALED_HEADER_BYTES + index * SEALED_CHUNK_BYTES;
      const chunk = v.sealed.subarray(start, isLast ? undefined : start + SEALED_CHUNK_BYTES);
      return openChunks(v.keyBytes, v.context, header, index, chunk, isLast);
    };
    const readAll = (): Buffer => {
      const last = Math.floor(plaintextSize(v.sealed.length) / CHUNK_BYTES);
      return Buffer.concat(Array.from({ length: last + 1 }, (_, index) => open(index, index === last)));
    };
    if (v.result === "valid") assert.equal(sha512(readAll()), v.msgSha512, v.claim);
    else assert.throws(readAll, DecryptionFailed, v.claim);
    if (v.result === "valid") continue;
    const openLast = (): Buffer => {
      const last = Math.floor(plaintextSize(v.sealed.length) / CHUNK_BYTES);
      return open(last, true);
    };
    if (v.flags.includes("ValidFinalChunk")) assert.doesNotThrow(openLast, v.claim);
    else assert.throws(openLast, DecryptionFailed, v.claim);
  }
});

test("Cobblestone-256: ranges of the valid blobs are slices of the message", (t) => {
  for (const v of blobVectors(t)) {
    if (v.result === "invalid") continue;
    const message = openBlob(v.keyBytes, v.context, v.sealed);
    const header = v.sealed.subarray(0, SEALED_HEADER_BYTES);
    const edges = [0, 1, 6, 16_383, 16_384, 16_385, 32_767, 32_768, 4_194_303, 4_194_304, message.length - 1];
    for (const start of edges) {
      for (const end of edges) {
        if (start < 0 || start > end || end >= message.length) continue;
        const plan = rangePlan(message.length, start, end);
        const sealed = v.sealed.subarray(plan.sealedStart, plan.sealedEnd);
        const range = openBlobRange(v.keyBytes, v.context, header, plan, sealed);
        assert.ok(range.equals(message.subarray(start, end + 1)), `${v.claim}, ${start}-${end}`);
      }
    }
  }
});
