import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./en/en.ts";
import { settings as enSettings } from "./en/settings.ts";
import { id } from "./id/id.ts";
import { settings as idSettings } from "./id/settings.ts";

// That no word of a language is missing is a matter of types. What types cannot see: that a word was left in the
// other language, that a list is shorter, that a sentence forgets what it was to name.

/** Names, and words that are the same in both. */
const SAME = new Set([
  "shell.name",
  "keys.caps.control",
  "keys.caps.delete",
  "keys.caps.end",
  "keys.caps.enter",
  "keys.caps.escape",
  "keys.caps.home",
  "keys.caps.pageDown",
  "keys.caps.pageUp",
  "keys.caps.shift",
  "keys.caps.tab",
  "admin.list.administrator",
  "factors.backup.printServer",
  "vault.kit.printServer",
  // What is typed into the search is the same: years, formats.
  "search.examples.2.text",
  "search.examples.3.text",
  "search.examples.5.text",
  "tokens.shown.label",
]);

const english = { ...en, ...enSettings };
const indonesian = { ...id, ...idSettings };

type Visit = (path: string, english: unknown, indonesian: unknown) => void;

function walk(path: string, english: unknown, indonesian: unknown, visit: Visit): void {
  if (typeof english !== "object" || english === null) {
    visit(path, english, indonesian);
    return;
  }
  assert.ok(typeof indonesian === "object" && indonesian !== null, path);
  assert.deepEqual(Object.keys(indonesian), Object.keys(english), `${path}: other words, or another order`);
  for (const [key, value] of Object.entries(english)) {
    walk(
      path === "" ? key : `${path}.${key}`,
      value,
      Object.entries(indonesian).find(([k]) => k === key)?.[1],
      visit,
    );
  }
}

/** What a sentence is made of by a function is called with, of whichever kind it needs. */
const GIVEN: readonly (readonly unknown[])[] = [
  ["NAME-A", "NAME-B", "NAME-C", "NAME-D"],
  [1, 1, "NAME-C", "NAME-D"],
  [1234, 5678, "NAME-C", "NAME-D"],
  [7, "NAME-B"],
  ["NAME-A", 7],
  [true, true],
  [false, true],
  [{ origin: "NAME-A", email: "NAME-B", made: "NAME-C", code: ["NAME-D"], codes: ["NAME-E"] }],
];

/** What the function says to `given`; null where it cannot be given that. */
function said(word: (...given: readonly unknown[]) => unknown, given: readonly unknown[]): string | null {
  try {
    return JSON.stringify(word(...given));
  } catch {
    return null;
  }
}

test("no word was left in English, but for those that are the same", () => {
  const left: string[] = [];
  let words = 0;
  walk("", english, indonesian, (path, english, indonesian) => {
    words++;
    if (typeof english === "string" && english === indonesian) left.push(path);
  });
  assert.ok(words > 600, String(words));
  assert.deepEqual(left.toSorted(), [...SAME].toSorted());
});

test("every sentence names in Indonesian what it names in English", () => {
  let sentences = 0;
  walk("", english, indonesian, (path, english, indonesian) => {
    if (typeof english !== "function") return;
    assert.ok(typeof indonesian === "function", path);
    // Safe because what they are given is tried, not trusted.
    const [one, other] = [english, indonesian] as ((...given: readonly unknown[]) => unknown)[];
    if (!one || !other) return;
    for (const given of GIVEN) {
      const wanted = said(one, given);
      const got = said(other, given);
      if (wanted === null || wanted.includes("undefined") || wanted.includes("NaN")) continue;
      sentences++;
      assert.deepEqual(namesIn(got ?? ""), namesIn(wanted), `${path}: ${wanted} against ${got}`);
    }
  });
  assert.ok(sentences > 200, String(sentences));
});

function namesIn(sentence: string): string[] {
  return [...new Set(sentence.match(/NAME-[A-E]/g))].toSorted();
}

test("Indonesian speaks to people as Anda, and uses the words of the glossary", () => {
  const wrong: string[] = [];
  walk("", english, indonesian, (path, _english, indonesian) => {
    const text = typeof indonesian === "string" ? indonesian : String(indonesian);
    if (
      /\b(kamu|kalian|password|email|e-mail|vault|file|passkey)\b/i.test(
        text.replaceAll(/\$\{[^}]*\}|\(passkey\)|kit\.email|\(email\)/g, ""),
      )
    ) {
      wrong.push(`${path}: ${text}`);
    }
  });
  assert.deepEqual(wrong, []);
});
