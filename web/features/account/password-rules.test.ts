import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, LEAST, rulesFor } from "./password-rules.ts";

test("each missing rule of the classic policy is shown as missing, and only those", () => {
  const missing = rulesFor("classic", "abcdefghijk1").filter(({ isMet }) => !isMet);
  assert.deepEqual(
    missing.map(({ rule }) => rule),
    ["needs-upper-case", "needs-special"],
  );
});

test("a password of spaces and letters of any script meets the nist policy by length alone", () => {
  assert.ok(rulesFor("nist", "дом у синего моря").every(({ isMet }) => isMet));
});

test("the length that the list names is the one that the policy asks for", () => {
  for (const policy of ["classic", "nist"] as const) {
    const long = "aB3-".repeat(8);
    assert.ok(faultsOf(policy, long.slice(0, LEAST[policy] - 1)).includes("too-short"));
    assert.ok(!faultsOf(policy, long.slice(0, LEAST[policy])).includes("too-short"));
  }
});

test("the upper limit is mentioned only when it is crossed", () => {
  assert.ok(!rulesFor("classic", "aB3-").some(({ rule }) => rule === "too-long"));
  assert.ok(rulesFor("classic", "aB3-".repeat(33)).some(({ rule, isMet }) => rule === "too-long" && !isMet));
});
