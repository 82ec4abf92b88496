import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { searchableText, searchedText } from "./searchable-text.ts";

test("case, accents and what stands between words do not count", () => {
  for (const [text, expected] of [
    ["IMG_2024-Sunset.JPG", " img 2024 sunset jpg"],
    ["Déjà vu à Zürich", " deja vu a zurich"],
    ["De\u0301ja\u0300", " deja"],
    ["Straße, Ørsted & Łódź", " strasse orsted lodz"],
    ["ﬁne ①", " fine 1"],
    ["Жар-птица", " жар птица"],
    ["富士山の夏", " 富士山の夏"],
    ["…!?", ""],
    ["", ""],
  ] as const) {
    assert.equal(searchableText(text), expected);
  }
});

test("a word is looked for at the beginnings of words, and anywhere where a script has no spaces", () => {
  const found = (text: string, word: string) => searchableText(text).includes(searchedText(word) ?? "\n");
  assert.ok(found("Beach at sunset", "sun"));
  assert.ok(!found("Beach at sunset", "set"));
  assert.ok(found("Köln", "koln") && found("koln", "KÖL"));
  assert.ok(found("img_2024", "IMG_20"));
  assert.ok(found("富士山の夏", "山"));
  assert.equal(searchedText("--"), null);
});

test("every text finds itself, however it is written", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
      const searched = searchedText(text);
      for (const written of [text, text.toUpperCase().toLowerCase(), text.normalize("NFD")]) {
        if (searched !== null && searchableText(written) === searchableText(text)) {
          assert.ok(searchableText(written).includes(searched));
        }
      }
      assert.equal(searchableText(text.normalize("NFD")), searchableText(text.normalize("NFC")));
    }),
  );
});
