import assert from "node:assert/strict";
import { test } from "node:test";
import { decodedPixels } from "../../tests/support/make-images/decoded-pixels.ts";
import {
  animatedGif,
  extension,
  frame,
  loop,
  plainGif,
  screen,
  TRAILER,
} from "../../tests/support/make-images/gif-file.ts";
import { cleanImage } from "./clean-image.ts";
import { defaultImageLimits } from "./image-limits.ts";

const MARK = "SECRET-MARK";
const clean = (file: Buffer) => cleanImage(file, defaultImageLimits);
const join = (...parts: readonly Buffer[]) => Buffer.concat(parts);

test("still and moving pictures keep their bytes, frames, delays and loop", async () => {
  const kinds = [
    plainGif(),
    animatedGif(),
    join(screen(), frame({ interlaced: true, palette: Buffer.alloc(768, 0x11) }), TRAILER),
  ];
  for (const file of kinds) {
    const cleaned = clean(file);
    assert.deepEqual([cleaned.bytes, cleaned.removed], [file, []]);
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(file));
  }
  assert.deepEqual([clean(animatedGif()).frames, clean(animatedGif()).animated], [4, true]);
  assert.deepEqual([clean(plainGif()).frames, clean(plainGif()).animated], [1, false]);
});

test("every extension that is not the picture is left out and named, wherever it stands", async () => {
  const plain = animatedGif(2);
  const parts = [
    [extension(0xfe, MARK), "comment"],
    [extension(0x01, Buffer.concat([Buffer.alloc(12), Buffer.from(MARK)])), "text"],
    [extension(0xff, MARK, "XMP DataXMP"), "xmp"],
    [extension(0xff, MARK, "ICCRGBG1012"), "icc-private"],
    [extension(0xff, MARK, "SECRETMARK1"), "unknown-segment"],
    [extension(0xff, `\x02${MARK}`, "NETSCAPE2.0"), "unknown-segment"],
    [extension(0x99, MARK), "unknown-segment"],
  ] as const;
  const [head, body] = [plain.subarray(0, screen().length), plain.subarray(screen().length, -1)];
  for (const [part, kind] of parts) {
    const cleaned = clean(join(head, part, body, part, TRAILER));
    assert.deepEqual([cleaned.bytes, cleaned.removed], [plain, [kind]], kind);
  }
  const tailed = clean(join(plain, Buffer.from(MARK)));
  assert.deepEqual([tailed.bytes, tailed.removed], [plain, ["trailing-data"]]);
});

test("the loop is written once, in its place, with the count that counts", () => {
  const wanted = join(screen(), loop(9), frame({ delay: 4 }), frame(), TRAILER);
  const scattered = join(screen(), frame({ delay: 4 }), loop(2), frame(), loop(9), TRAILER);
  assert.deepEqual(clean(scattered).bytes, wanted);
});

test("of two controls before a frame the last counts, and one without a frame is not kept", async () => {
  const [early, late] = [extension(0xf9, "\x05\x01\0\x07"), extension(0xf9, "\x05\x09\0\x20")];
  const doubled = join(screen(), early, late, frame(), early, TRAILER);
  const cleaned = clean(doubled);
  assert.deepEqual(cleaned.bytes, join(screen(), late, frame(), TRAILER));
  assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(doubled));
});

test("a GIF that is damaged, cut, or beyond the limits is refused by its code", () => {
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ["six bytes", Buffer.from("GIF89a"), "image.truncated"],
    ["cut inside the palette", plainGif().subarray(0, 100), "image.truncated"],
    ["cut inside a frame", plainGif().subarray(0, -30), "image.truncated"],
    ["without a trailer", plainGif().subarray(0, -1), "image.truncated"],
    [
      "a comment that never ends",
      join(screen(), Buffer.from([0x21, 0xfe]), Buffer.alloc(100_000, 0x41)),
      "image.truncated",
    ],
    [
      "a frame without data",
      join(screen(), frame().subarray(0, 11), Buffer.from([0]), TRAILER),
      "image.truncated",
    ],
    ["no frame", join(screen(), TRAILER), "image.malformed"],
    ["a screen of no size", join(screen(0, 20), frame(), TRAILER), "image.malformed"],
    ["a frame of no size", join(screen(), frame({ width: 0 }), TRAILER), "image.malformed"],
    ["a frame outside the screen", join(screen(), frame({ left: 1 }), TRAILER), "image.malformed"],
    ["a frame far outside", join(screen(), frame({ top: 65_535 }), TRAILER), "image.malformed"],
    [
      "code size 13",
      join(screen(), frame().subarray(0, 10), Buffer.from([13]), frame().subarray(11), TRAILER),
      "image.malformed",
    ],
    ["a control of 5 bytes", join(screen(), extension(0xf9, "12345"), frame(), TRAILER), "image.malformed"],
    ["an unknown block", join(screen(), Buffer.from([0x55]), frame(), TRAILER), "image.malformed"],
    ["15,000 by 15,000", join(screen(15_000, 15_000), frame(), TRAILER), "image.too-many-pixels"],
    ["40,000 wide", join(screen(40_000, 1), frame({ height: 1 }), TRAILER), "image.too-many-pixels"],
    ["501 frames", animatedGif(501), "image.too-many-frames"],
    [
      "10 frames of 7,000 by 7,000",
      join(screen(7000, 7000), ...Array.from({ length: 10 }, () => frame()), TRAILER),
      "image.too-many-frames",
    ],
    [
      "60,000 comments",
      join(screen(), ...Array.from({ length: 60_000 }, () => extension(0xfe, "")), frame(), TRAILER),
      "image.too-complex",
    ],
  ];
  for (const [name, file, code] of cases)
    assert.throws(() => clean(file), { name: "ImageRefused", code }, name);
});

test("codes that no frame of that size could need are refused", () => {
  const file = plainGif();
  const more = (count: number) =>
    Buffer.concat([
      file.subarray(0, -2),
      ...Array.from({ length: count }, () => Buffer.alloc(201, 200)),
      Buffer.from([0, 0x3b]),
    ]);
  assert.doesNotThrow(() => cleanImage(more(5), defaultImageLimits));
  assert.throws(() => cleanImage(more(100), defaultImageLimits), { code: "image.malformed" });
});
