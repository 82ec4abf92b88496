import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { entryNames, safeName } from "./entry-names.ts";

test("names that would lead elsewhere, hide, or break a system come out plain", () => {
  for (const [name, expected] of [
    ["../../etc/passwd", "_.._etc_passwd"],
    ["..\\..\\boot.ini", "_.._boot.ini"],
    ["C:\\a.jpg", "C__a.jpg"],
    ["a\u0000b\r\n\u001b[31m.jpg", "ab[31m.jpg"],
    ["photo\u202egnp.jpg", "photognp.jpg"],
    [".hidden.jpg", "hidden.jpg"],
    ["...", "_"],
    ["   ", "_"],
    ["name. ", "name"],
    ["CON.jpg", "_CON.jpg"],
    ["con", "_con"],
    ["nul.tar.gz", "_nul.tar.gz"],
    ["COM1.png", "_COM1.png"],
    ["console.jpg", "console.jpg"],
    ["e\u0301.jpg", "é.jpg"],
    ["山.jpg", "山.jpg"],
  ] as const) {
    assert.equal(safeName(name), expected);
  }
});

test("a name keeps its extension when it is cut, and whole characters", () => {
  const cut = safeName(`${"🏔".repeat(100)}.jpeg`);
  assert.ok(Buffer.byteLength(cut) <= 190);
  assert.ok(cut.endsWith("🏔.jpeg"));
});

test("whatever the name, one part of a path comes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
      const safe = safeName(name);
      assert.doesNotMatch(safe, /[/\\:*?"<>|\p{Cc}]/u);
      assert.doesNotMatch(safe, /^\.|^$|^\s|[\s.]$/u);
    }),
    { numRuns: 500 },
  );
});

test("each name has a path of its own in its folder, also where capitals do not count", () => {
  const pathFor = entryNames();
  const given = ["a.jpg", "A.JPG", "a.jpg", "a (2).jpg", "a.jpg"].map((name) => pathFor("p", name));
  assert.deepEqual(given, ["p/a.jpg", "p/A (2).JPG", "p/a (3).jpg", "p/a (2) (2).jpg", "p/a (4).jpg"]);
  assert.equal(pathFor("q", "a.jpg"), "q/a.jpg");
  assert.equal(new Set(given.map((path) => path.toLowerCase())).size, given.length);
});
