import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AUDIT_CHAIN_START, auditLink, personalDigest } from "./audit-chain.ts";
import { newKey, randomBytes } from "./random.ts";

const auditKey = newKey();
const links = (records: readonly Uint8Array[]): string[] => {
  let previous: Buffer = AUDIT_CHAIN_START;
  return records.map((record) => {
    previous = auditLink(auditKey, previous, record);
    return previous.toString("hex");
  });
};

test("changing, dropping or exchanging any record changes the last link", () => {
  const records = fc.uniqueArray(fc.uint8Array({ minLength: 1 }), { minLength: 2, selector: String });
  fc.assert(
    fc.property(records, fc.nat(), (list, where) => {
      const at = where % (list.length - 1);
      const last = links(list).at(-1);
      const altered = [
        list.with(at, Uint8Array.of(...list[at]!, 0)),
        list.toSpliced(at, 1),
        list.with(at, list[at + 1]!).with(at + 1, list[at]!),
      ];
      for (const bad of altered) assert.notEqual(links(bad).at(-1), last);
    }),
  );
});

test("without the audit key no link can be computed", () => {
  const record = Buffer.from("record");
  assert.notDeepEqual(
    auditLink(auditKey, AUDIT_CHAIN_START, record),
    auditLink(newKey(), AUDIT_CHAIN_START, record),
  );
});

test("a previous link that is not 32 bytes is refused, for it could lend bytes to the record", () => {
  assert.throws(() => auditLink(auditKey, Buffer.alloc(31), Buffer.from("record")), RangeError);
});

test("equal personal values under two salts have two digests", () => {
  const [salt, other] = [randomBytes(16), randomBytes(16)];
  assert.deepEqual(personalDigest(salt, "192.0.2.1"), personalDigest(salt, Buffer.from("192.0.2.1")));
  assert.notDeepEqual(personalDigest(salt, "192.0.2.1"), personalDigest(other, "192.0.2.1"));
  assert.throws(() => personalDigest(randomBytes(15), "192.0.2.1"), RangeError);
});
