import assert from "node:assert/strict";
import { test } from "node:test";
import { contentIndex, monthIndex, monthsByIndex } from "./blind-index.ts";
import { sha256 } from "./digest.ts";
import { newKey } from "./random.ts";

const indexKey = newKey();

test("every month from 1826 to 2100 is found again by its index, and no other is", () => {
  const months = monthsByIndex(indexKey);
  assert.equal(months.size, 3300);
  for (const month of ["1826-01", "1999-12", "2026-11", "2100-12"]) {
    assert.equal(months.get(monthIndex(indexKey, month).toString("hex")), month);
  }
  assert.equal(months.get(monthIndex(newKey(), "2026-11").toString("hex")), undefined);
});

test("what is not a month between 1826-01 and 2100-12 has no index", () => {
  for (const month of [
    "1825-12",
    "2101-01",
    "2026-00",
    "2026-13",
    "2026-1",
    "2026-11-02",
    " 2026-11",
    "2026-11\n",
    "",
  ]) {
    assert.throws(() => monthIndex(indexKey, month), RangeError, JSON.stringify(month));
  }
});

test("the same content has the same index under one index key, and another under another", () => {
  const content = sha256(Buffer.from("a file"));
  assert.deepEqual(contentIndex(indexKey, content), contentIndex(indexKey, Buffer.from(content)));
  assert.notDeepEqual(contentIndex(indexKey, content), contentIndex(newKey(), content));
  assert.notDeepEqual(
    contentIndex(indexKey, content),
    contentIndex(indexKey, sha256(Buffer.from("another"))),
  );
  assert.notDeepEqual(contentIndex(indexKey, content), content);
  assert.throws(() => contentIndex(indexKey, Buffer.alloc(31)), RangeError);
});
