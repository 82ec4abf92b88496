import assert from "node:assert/strict";
import { test } from "node:test";
import { readTypedCode } from "./typed-code.ts";

test("six digits are a code of the app, spaced or not", () => {
  assert.deepEqual(readTypedCode(" 123456 "), { totp: "123456" });
  assert.deepEqual(readTypedCode("123 456"), { totp: "123 456" });
});

test("anything else is taken for a backup code, digits alone included", () => {
  for (const text of ["01234-56789", "ABCDE-FGHJK", "12345", "1234567"]) {
    assert.deepEqual(readTypedCode(text), { backupCode: text });
  }
});
