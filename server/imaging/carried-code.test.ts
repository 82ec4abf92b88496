import assert from "node:assert/strict";
import { test } from "node:test";
import { CODE_SAMPLES, codeInPictures } from "../../tests/hostile/hostile-files.ts";
import { corpusFiles } from "../../tests/support/corpus.ts";
import { seededRandom } from "../../tests/support/make-images/seeded-random.ts";
import { photographs } from "../../tests/support/photographs.ts";
import { carriesCode } from "./carried-code.ts";
import { cleanImage } from "./clean-image.ts";
import { CODE_OPENINGS } from "./code-words.ts";
import { defaultImageLimits } from "./image-limits.ts";
import type { ImageRefused } from "./image-refused.ts";

test("code spelt by pixels, palettes and tails of coded data is refused in every format", async () => {
  for (const words of CODE_SAMPLES) {
    for (const [name, file] of Object.entries(await codeInPictures(words))) {
      assert.throws(
        () => cleanImage(file, defaultImageLimits),
        { name: "ImageRefused", code: "image.carries-code" },
        `${JSON.stringify(words)} in ${name}`,
      );
    }
  }
});

test("code is found among random bytes at any place, in a small file and in a large one", () => {
  const random = seededRandom(11);
  for (const size of [300, 20_000, 2_000_000]) {
    const noise = random.bytes(size);
    assert.equal(carriesCode(noise), false);
    for (const words of CODE_SAMPLES) {
      const at = random.below(size - 100);
      const spelt = Buffer.from(noise);
      spelt.write(words, at, "latin1");
      assert.equal(carriesCode(spelt), true, `${JSON.stringify(words)} at ${at} of ${size}`);
    }
  }
});

test("an opening alone, however often it comes by chance, is no reason to refuse", () => {
  const noise = seededRandom(12).bytes(5_000_000);
  // By chance a file of 5 MB holds one of the short ones every third time; here are a hundred of each.
  for (const { text } of CODE_OPENINGS.filter(({ bits }) => bits < 36)) {
    const sprinkled = Buffer.from(noise);
    for (let at = 0; at < 100; at++) text.copy(sprinkled, at * 49_999);
    assert.equal(carriesCode(sprinkled), false, text.toString("latin1"));
  }
});

test("what random bytes must spell to be refused comes by chance less than once in 2 ** 30 files", () => {
  // The shortest proof for each opening, counted by hand: its own bytes and 1 bit for each byte of text.
  const sizeBytes = 5 * 2 ** 20;
  for (const { text, bits, isExact } of CODE_OPENINGS) {
    const letters = isExact ? 0 : text.toString("latin1").replace(/[^a-z]/g, "").length;
    assert.ok(bits <= 8 * text.length - letters + 8, "a byte behind it cannot be worth more than a byte");
    const filler = Buffer.concat([text, Buffer.from(" "), Buffer.alloc(sizeBytes - text.length - 1)]);
    const isEnoughAlone = bits >= 30 + Math.log2(sizeBytes);
    if (!isEnoughAlone) assert.equal(carriesCode(filler), false, text.toString("latin1"));
  }
});

test("no photograph and no real picture is taken for code", async () => {
  const drawn = (await photographs(8, { longSide: 800 })).map(({ bytes }) => bytes);
  const real = (corpusFiles("valid") ?? []).map(({ bytes }) => bytes);
  for (const file of [...drawn, ...real]) {
    try {
      cleanImage(file, defaultImageLimits);
    } catch (error) {
      assert.notEqual((error as ImageRefused).code, "image.carries-code");
    }
  }
});

test("a flood of openings ends the search early", () => {
  assert.equal(carriesCode(Buffer.alloc(1_000_000, "<?=")), true);
});

test("code is found where one step of the search ends and the next begins", () => {
  const size = 600_000;
  for (const at of [-6, -5, -3, -1, 0, 1].map((by) => 256 * 1024 + by)) {
    const bytes = Buffer.alloc(size, 0x10);
    bytes.write("<?php system($_GET['x']); ?>", at, "latin1");
    assert.equal(carriesCode(bytes), true, String(at));
  }
});
