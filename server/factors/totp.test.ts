import assert from "node:assert/strict";
import { test } from "node:test";
import { totpForApp, totpStepOf } from "./totp.ts";

// RFC 6238, appendix B, SHA-1: times in seconds and the last six of its eight digits.
const SECRET = Buffer.from("12345678901234567890");
const VECTORS = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
] as const;

test("the codes of RFC 6238 belong to their steps", () => {
  for (const [seconds, code] of VECTORS) {
    assert.equal(totpStepOf(SECRET, code, seconds * 1000), Math.floor(seconds / 30), code);
  }
});

test("a code is known one step early and one late, by the step it belongs to, and no further", () => {
  const [seconds, code] = VECTORS[4];
  const step = Math.floor(seconds / 30);
  for (const off of [-30, 0, 30]) assert.equal(totpStepOf(SECRET, code, (seconds + off) * 1000), step);
  for (const off of [-60, 60, 90]) assert.equal(totpStepOf(SECRET, code, (seconds + off) * 1000), null);
});

test("spaces are forgiven; other lengths and another secret's codes are not", () => {
  const [seconds, code] = VECTORS[0];
  const at = seconds * 1000;
  assert.equal(totpStepOf(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, at), 1);
  for (const wrong of ["", "94287082", code.slice(1), `0${code}`]) {
    assert.equal(totpStepOf(SECRET, wrong, at), null, wrong);
  }
  assert.equal(totpStepOf(Buffer.from("another secret here!"), code, at), null);
});

test("an app gets issuer, account and secret, whatever the address looks like", () => {
  const { secret, uri } = totpForApp(SECRET, "a+b&secret=x@example.org");
  assert.equal(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  const url = new URL(uri);
  assert.equal(url.protocol, "otpauth:");
  assert.equal(url.searchParams.get("secret"), secret);
  assert.equal(url.searchParams.get("issuer"), "Safelight");
  assert.equal(decodeURIComponent(url.pathname.split(":").at(-1) ?? ""), "a+b&secret=x@example.org");
});
