import assert from "node:assert/strict";
import { test } from "node:test";
import { readQr } from "../../tests/support/read-qr.ts";
import { qrPath } from "./qr-path.ts";

test("a scanner reads what was drawn", () => {
  for (const text of ["otpauth://totp/Safelight:a%40b.c?secret=ABC&issuer=Safelight", "é".repeat(60), "1"]) {
    assert.equal(readQr(qrPath(text)), text);
  }
});

test("the drawing is path commands and numbers alone, with a border of four modules", () => {
  const { size, path } = qrPath('"><script>alert(1)</script>');
  assert.match(path, /^(M\d+ \d+h\d+v1h-\d+z)+$/);
  const xs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, h]) => [
    Number(x),
    Number(y),
    Number(x) + Number(h),
  ]);
  for (const [left = 0, top = 0, right = 0] of xs) {
    assert.ok(left >= 4 && right <= size - 4 && top >= 4 && top < size - 4);
  }
});
