import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../copy/en/en.ts";
import { CODE_LETTERS, codeIn, countLetters, groupsOf, linesOf } from "./recovery-code.ts";

const CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0123-4567-89AB-CDEF-GHJK-MNPQ";

test("a code is counted without its dashes and spaces, whichever dash was typed", () => {
  assert.equal(countLetters(CODE), CODE_LETTERS);
  assert.equal(countLetters(" 0123 4567–89ab\n"), 12);
});

test("lines put together give the code back", () => {
  assert.equal(linesOf(CODE, 7).join("-"), CODE);
  assert.equal(linesOf(CODE, 7).length, 2);
  assert.equal(groupsOf(CODE).length, 14);
});

test("the whole text file pasted back gives the code alone", () => {
  const file = en.vault.kit.file({
    origin: "https://home.example",
    email: "ada@home.example",
    made: "June 1, 2026",
    code: linesOf(CODE, 7),
  });
  assert.equal(linesOf(codeIn(file), 14)[0], CODE);
});

test("a code typed in lower case without dashes is kept as it is", () => {
  const typed = CODE.replaceAll("-", "").toLowerCase();
  assert.equal(codeIn(typed), typed);
});

test("what holds no code is left as typed, so that it can be corrected", () => {
  assert.equal(codeIn("0123-4567"), "0123-4567");
});
