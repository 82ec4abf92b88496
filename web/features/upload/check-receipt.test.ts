import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { isWhatWasSent } from "./check-receipt.ts";

const bytes = Buffer.from("a picture, as far as a digest can tell");
const file = new File([bytes], "a.jpg");
const receipt = { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };

before(() => {
  Object.defineProperty(globalThis, "isSecureContext", { value: true, configurable: true });
});

test("a receipt of the same bytes is believed", async () => {
  assert.equal(await isWhatWasSent(file, receipt), true);
});

test("a receipt of other bytes, or of fewer, is not", async () => {
  const other = createHash("sha256").update("something else").digest("hex");
  assert.equal(await isWhatWasSent(file, { ...receipt, sha256: other }), false);
  assert.equal(await isWhatWasSent(file, { ...receipt, sizeBytes: bytes.length - 1 }), false);
});
