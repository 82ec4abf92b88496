import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CROCKFORD_BASE32, decodeBase32, encodeBase32, LOWER_BASE32 } from "./base32.ts";
import { newId, newKey, randomBytes } from "./random.ts";

test("an id is 26 lower-case letters and digits, and ten thousand of them differ", () => {
  const ids = Array.from({ length: 10_000 }, newId);
  assert.ok(ids.every((id) => /^[a-z2-7]{26}$/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
});

test("a key has 32 bytes and is never the one before", () => {
  assert.equal(newKey().length, 32);
  assert.notDeepEqual(newKey(), newKey());
  assert.equal(randomBytes(5).length, 5);
});

test("base32 gives back every byte string, in either alphabet", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(LOWER_BASE32, CROCKFORD_BASE32),
      (bytes, letters) => {
        assert.deepEqual(decodeBase32(encodeBase32(bytes, letters), letters), Buffer.from(bytes));
      },
    ),
  );
});

test("base32 is that of RFC 4648, in lower case and without padding", () => {
  assert.equal(encodeBase32(Buffer.from("foobar"), LOWER_BASE32), "mzxw6ytboi");
  assert.equal(encodeBase32(Buffer.from("foo"), LOWER_BASE32), "mzxw6");
});

test("base32 has one spelling: spare bits, a useless letter and foreign letters are refused", () => {
  for (const text of ["mzxw7", "m", "mzxw6y", "mzxw60", "MZXW6"]) {
    assert.equal(decodeBase32(text, LOWER_BASE32), null, text);
  }
});
