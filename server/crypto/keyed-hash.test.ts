import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keyedHash } from "./keyed-hash.ts";
import { newKey } from "./random.ts";

const key = newKey();

test("two different pairs of label and value never have one hash, wherever the label ends", () => {
  const labels = fc.stringMatching(/^[a-z-]{1,12}$/);
  fc.assert(
    fc.property(labels, fc.string(), labels, fc.string(), (label, value, otherLabel, otherValue) => {
      fc.pre(label !== otherLabel || value !== otherValue);
      assert.notDeepEqual(keyedHash(key, label, value), keyedHash(key, otherLabel, otherValue));
    }),
  );
  assert.notDeepEqual(keyedHash(key, "ab", "c"), keyedHash(key, "a", "bc"));
});

test("the hash changes with the key, and is the same for text and its bytes", () => {
  assert.deepEqual(
    keyedHash(key, "address", "192.0.2.1"),
    keyedHash(key, "address", Buffer.from("192.0.2.1")),
  );
  assert.notDeepEqual(keyedHash(key, "address", "192.0.2.1"), keyedHash(newKey(), "address", "192.0.2.1"));
});
