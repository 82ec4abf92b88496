import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, leastOf, rulesFor } from "./password-rules.ts";

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
    for (const hasFactor of [false, true, null]) {
      const long = "aB3-".repeat(8);
      const least = leastOf(policy, hasFactor);
      assert.ok(faultsOf(policy, long.slice(0, least - 1), hasFactor).includes("too-short"));
      assert.ok(!faultsOf(policy, long.slice(0, least), hasFactor).includes("too-short"));
    }
  }
  assert.deepEqual([leastOf("nist", false), leastOf("nist", true), leastOf("nist", null)], [15, 12, 12]);
});

test("the upper limit is mentioned only when it is crossed", () => {
  assert.ok(!rulesFor("classic", "aB3-").some(({ rule }) => rule === "too-long"));
  assert.ok(rulesFor("classic", "aB3-".repeat(33)).some(({ rule, isMet }) => rule === "too-long" && !isMet));
});
