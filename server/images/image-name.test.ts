import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanCaption, cleanName, contentDisposition, fileNameFor, isProgramName } from "./image-name.ts";

const RIGHT_TO_LEFT_OVERRIDE = "\u202e";

test("a name loses controls, direction overrides and isolates, and keeps everything else", () => {
  const controls = `a\0b\rc\nd\x1b[31me${RIGHT_TO_LEFT_OVERRIDE}gpj.exe\u2066\u2069\u2028\u2029\ufeff`;
  assert.equal(cleanName(controls, "jpeg"), "abcd[31megpj.exe");
  for (const kept of [
    '"><script>alert(1)</script>',
    "0;url=x",
    "=cmd|' /C calc'!A0",
    "Å 東京 👨‍👩‍👧.png",
    "24/12.jpg",
  ]) {
    assert.equal(cleanName(kept, "jpeg"), kept.normalize("NFC"));
  }
});

test("a name is kept in NFC, so that the same name looks the same to a search", () => {
  assert.equal(cleanName("e\u0301te\u0301.jpg", "jpeg"), "été.jpg");
});

test("a lone surrogate becomes the replacement character", () => {
  assert.equal(cleanName("a\ud83d.jpg", "jpeg"), "a\ufffd.jpg");
});

test("a name is cut at 255 bytes and never inside a character", () => {
  assert.equal(cleanName("a".repeat(300), "jpeg"), "a".repeat(255));
  assert.equal(cleanName("a".repeat(254) + "é", "jpeg"), "a".repeat(254));
  assert.equal(cleanName("a".repeat(252) + "👍", "jpeg"), "a".repeat(252));
  assert.equal(cleanName("a".repeat(251) + "👍", "jpeg"), "a".repeat(251) + "👍");
});

test("what leaves nothing to show is called Untitled, with the extension of what it is", () => {
  for (const nothing of ["", "  ", "\0\r\n", "..", ".", RIGHT_TO_LEFT_OVERRIDE]) {
    assert.equal(cleanName(nothing, "webp"), "Untitled.webp");
  }
  assert.equal(cleanName("", "jpeg"), "Untitled.jpg");
});

/** Any text, lone surrogates and controls included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 })
  .map((units) => String.fromCharCode(...units));

test("every name that is kept is well formed, without controls, 1 to 255 bytes, and clean already", () => {
  fc.assert(
    fc.property(anyText, (given) => {
      const name = cleanName(given, "png");
      const bytes = Buffer.byteLength(name);
      assert.ok(name.isWellFormed() && bytes >= 1 && bytes <= 255);
      assert.doesNotMatch(name, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      assert.equal(cleanName(name, "png"), name);
    }),
  );
});

test("a caption keeps its lines and loses other controls", () => {
  assert.equal(cleanCaption("one\r\ntwo\rthree\n\x07four\u202e"), "one\ntwo\nthree\nfour");
});

test("a download's extension says what the bytes are, whatever the name said", () => {
  const cases = [
    ["IMG_1.JPG", "jpeg", "IMG_1.JPG"],
    ["IMG_1.jpeg", "jpeg", "IMG_1.jpeg"],
    ["IMG_1.png", "jpeg", "IMG_1.jpg"],
    ["IMG_1.HEIC", "webp", "IMG_1.webp"],
    ["page.html", "jpeg", "page.html.jpg"],
    ["no extension", "gif", "no extension.gif"],
    ["a.b.c", "png", "a.b.c.png"],
    [".png", "jpeg", "_png.jpg"],
    ["../../etc/passwd", "png", "__.._etc_passwd.png"],
    ["a\\b.png", "png", "a_b.png"],
  ] as const;
  for (const [name, format, expected] of cases) assert.equal(fileNameFor(name, format), expected);
});

test("no name breaks out of the header that offers it, and the exact name comes back out of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), (given) => {
      const name = fileNameFor(cleanName(given, "jpeg"), "jpeg");
      const header = contentDisposition("attachment", name);
      const parts = /^attachment; filename="([\w .()-]*)"; filename\*=UTF-8''([\w.~%-]*)$/.exec(header);
      assert.ok(parts, header);
      assert.equal(decodeURIComponent(parts[2]!), name);
    }),
  );
  assert.equal(
    contentDisposition("inline", 'a";x="é.jpg'),
    "inline; filename=\"a__x___.jpg\"; filename*=UTF-8''a%22%3Bx%3D%22%C3%A9.jpg",
  );
});

test("a name that web servers run is known, however it is written", () => {
  for (const name of [
    "a.php",
    "a.PHTML",
    "a.jpg.php5",
    "a.phar.",
    "a.jsp ",
    "a.ph\u202ep",
    ".htaccess",
    "a.Pl",
  ]) {
    assert.equal(isProgramName(name), true, name);
  }
  for (const name of ["a.jpg", "a.php.jpg", "php", "a.html.png", "a.2024.05", "", ".env", "a.jpg.svg"]) {
    assert.equal(isProgramName(name), false, name);
  }
});
