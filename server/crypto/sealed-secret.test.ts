import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DecryptionFailed } from "./decryption-failed.ts";
import { randomBytes } from "./random.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const key = randomBytes(32);

test("opening undoes sealing, and the sealed form is 28 bytes longer", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.string(), (plaintext, associatedData) => {
      const sealed = sealSecret(key, associatedData, plaintext);
      assert.equal(sealed.length, plaintext.length + 28);
      assert.deepEqual(openSecret(key, associatedData, sealed), Buffer.from(plaintext));
    }),
  );
});

test("every flipped bit and every cut fails", () => {
  const sealed = sealSecret(key, "place", randomBytes(32));
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const bad = Buffer.from(sealed);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => openSecret(key, "place", bad), DecryptionFailed);
  }
  for (let length = 0; length < sealed.length; length += 1) {
    assert.throws(() => openSecret(key, "place", sealed.subarray(0, length)), DecryptionFailed);
    assert.throws(() => openSecret(key, "place", sealed.subarray(sealed.length - length)), DecryptionFailed);
  }
  assert.throws(() => openSecret(key, "place", Buffer.concat([sealed, Buffer.alloc(1)])), DecryptionFailed);
});

test("foreign associated data or a foreign key fails", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.uint8Array({ maxLength: 40 }), (place, otherPlace, otherKey) => {
      fc.pre(place !== otherPlace);
      const sealed = sealSecret(key, place, Buffer.from("secret"));
      assert.throws(() => openSecret(key, otherPlace, sealed), DecryptionFailed);
      assert.throws(() => openSecret(otherKey, place, sealed), DecryptionFailed);
    }),
  );
});

test("the same secret sealed a thousand times never uses a nonce twice", () => {
  const nonces = Array.from({ length: 1000 }, () =>
    sealSecret(key, "place", Buffer.from("same")).toString("hex", 0, 12),
  );
  assert.equal(new Set(nonces).size, 1000);
});

test("a key that is not 32 bytes seals nothing", () => {
  for (const lengthBytes of [0, 16, 31, 33]) {
    assert.throws(() => sealSecret(randomBytes(lengthBytes), "place", Buffer.from("x")), RangeError);
  }
});

test("a failure says nothing about its reason", () => {
  const sealed = sealSecret(key, "place", Buffer.from("secret"));
  const failures = [
    () => openSecret(key, "elsewhere", sealed),
    () => openSecret(randomBytes(32), "place", sealed),
    () => openSecret(randomBytes(7), "place", sealed),
    () => openSecret(key, "place", Buffer.alloc(3)),
  ].map((open) => {
    try {
      open();
      return "opened";
    } catch (error) {
      assert.ok(error instanceof DecryptionFailed);
      assert.equal(error.cause, undefined);
      return error.message;
    }
  });
  assert.deepEqual(new Set(failures), new Set(["decryption failed"]));
});
