import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { equalBytes, sha256, sha256Hasher } from "./digest.ts";

test("SHA-256 of 'abc' is the one printed in FIPS 180-2", () => {
  const printed = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(sha256(Buffer.from("abc")).toString("hex"), printed);
});

test("hashing in pieces gives the hash of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (pieces) => {
      const hasher = sha256Hasher();
      for (const piece of pieces) hasher.update(piece);
      assert.deepEqual(hasher.digest(), sha256(Buffer.concat(pieces)));
    }),
  );
});

test("bytes are equal when all of them and their number are", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      assert.equal(equalBytes(a, b), Buffer.compare(a, b) === 0);
      assert.equal(equalBytes(a, Uint8Array.from(a)), true);
    }),
  );
});
