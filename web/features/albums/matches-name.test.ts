import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesName } from "./matches-name.ts";

test("a name is found by any of its words, in any order, whatever the case and accents", () => {
  for (const typed of ["", " ", "étang", "ETANG", "noir etang", "noi", "  noir  "]) {
    assert.ok(matchesName("Étang noir", typed), typed);
  }
  for (const typed of ["x", "etang blanc", "noirx"]) assert.ok(!matchesName("Étang noir", typed), typed);
});
