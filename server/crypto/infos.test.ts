import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BLOB_INFO, INFOS, infoFor } from "./infos.ts";

const page = readFileSync(new URL("../../docs/vault-format.md", import.meta.url), "utf8");

function section(title: string): string {
  const start = page.indexOf(`## ${title}\n`);
  assert.ok(start >= 0, title);
  return page.slice(start, page.indexOf("\n## ", start + 1));
}

test("docs/vault-format.md lists every info string, in the same order, and no other", () => {
  const rows = [...section("Every info string").matchAll(/^\| `(.+?)` \|/gm)];
  assert.deepEqual(
    rows.map((row) => row[1]!.replaceAll("\\|", "|")),
    Object.values(INFOS),
  );
});

test("every info string that the page mentions anywhere stands in the table", () => {
  // Fields of the running text that stand for one of several rows.
  const choices = ["<kind>", "<rendition>"];
  const known = Object.values(INFOS) as string[];
  const mentioned = new Set(
    [...page.matchAll(/safelight\/v1\/[^\s"`]+/g)].map((match) => match[0].replaceAll("\\|", "|")),
  );
  assert.ok(mentioned.size >= known.length);
  for (const text of mentioned) {
    const choice = choices.find((field) => text.includes(`/${field}`));
    const [before, after] = choice === undefined ? [text, ""] : (text.split(choice) as [string, string]);
    const found =
      choice === undefined
        ? known.includes(text)
        : known.some((t) => t.startsWith(before) && t.endsWith(after));
    assert.ok(found, text);
  }
  assert.ok(page.includes(`"${BLOB_INFO}"`));
});

test("no two infos are equal or begin alike up to their first field, so no two uses share a string", () => {
  const beginnings = Object.values(INFOS).map((template) => template.split("|")[0]!);
  assert.equal(new Set(beginnings).size, beginnings.length);
  for (const beginning of beginnings) assert.match(beginning, /^safelight\/v1\/[a-z-]+(\/[a-z-]+)?$/);
});

test("fields are filled in at their places", () => {
  const filled = infoFor("rendition", { ownerId: "o", imageId: "i", rendition: "view" });
  assert.equal(filled, "safelight/v1/rendition|o|i|view");
  assert.equal(
    infoFor("data-key", { epoch: 12, accountId: "a", imageId: "b" }),
    "safelight/v1/data-key|a|b|12",
  );
  assert.equal(infoFor("fingerprint", {}), "safelight/v1/fingerprint");
});

test("a field that is empty or holds the separator is refused, for two places would read the same", () => {
  for (const accountId of ["", "|", "a|b", "a|"]) {
    assert.throws(() => infoFor("verifier", { accountId }), RangeError);
  }
});
