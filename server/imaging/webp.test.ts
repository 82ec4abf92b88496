import assert from "node:assert/strict";
import { test } from "node:test";
import { DISPLAY_P3, PRO_PHOTO, strangersProfile } from "../../tests/support/make-images/colour-profiles.ts";
import { decodedPixels } from "../../tests/support/make-images/decoded-pixels.ts";
import { phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import {
  ALPHA,
  ANIMATION,
  animatedWebp,
  animationFrame,
  animationHeader,
  EXIF,
  extended,
  joinRiff,
  PROFILE,
  pictureOf,
  plainWebp,
  riff,
  splitRiff,
} from "../../tests/support/make-images/webp-file.ts";
import { cleanImage } from "./clean-image.ts";
import { writeOrientation } from "./exif.ts";
import { defaultImageLimits } from "./image-limits.ts";
import { standardProfile } from "./standard-profiles.ts";

const MARK = "SECRET-MARK";
const lossy = await plainWebp();
const lossless = await plainWebp({ lossless: true });
const seeThrough = await plainWebp({ alpha: true });
const moving = await animatedWebp();
const clean = (file: Buffer) => cleanImage(file, defaultImageLimits);

test("lossy, lossless, see-through and moving pictures keep their bytes", async () => {
  for (const file of [
    lossy,
    lossless,
    seeThrough,
    await plainWebp({ alpha: true, lossless: true }),
    moving,
  ]) {
    const cleaned = clean(file);
    assert.deepEqual([cleaned.bytes, cleaned.removed], [file, []]);
    assert.deepEqual([cleaned.width, cleaned.height], [40, 24]);
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(file));
  }
  assert.deepEqual([clean(moving).frames, clean(moving).animated], [3, true]);
});

test("every chunk that is not the picture is left out and named", async () => {
  const parts = [
    [riff("EXIF", phoneExif(MARK)), ["exif", "gps", "thumbnail"]],
    [riff("XMP ", MARK), ["xmp"]],
    [riff("JUNK", MARK), ["unknown-segment"]],
    [riff("VP8 ", MARK), ["unknown-segment"]],
    [riff("ANIM", MARK), ["unknown-segment"]],
    [riff("ICCP", MARK), ["icc-private"]],
  ] as const;
  const plain = joinRiff([extended(0), ...pictureOf(lossy)]);
  for (const [part, kinds] of parts) {
    const cleaned = clean(joinRiff([extended(0xff & ~ANIMATION), ...pictureOf(lossy), part]));
    assert.deepEqual([cleaned.bytes, cleaned.removed], [plain, kinds], part.type);
  }
  const simple = clean(joinRiff([...pictureOf(lossy), riff("EXIF", MARK), riff("XMP ", MARK)], MARK));
  assert.deepEqual([simple.bytes, simple.removed], [lossy, ["exif", "trailing-data", "xmp"]]);
});

test("no unknown chunk survives inside a frame of an animation", async () => {
  const hidden = animationFrame([...pictureOf(lossy), riff("JUNK", MARK), riff("VP8 ", MARK)], 40, 24);
  const dirty = joinRiff([extended(ANIMATION), animationHeader, hidden, hidden]);
  const cleaned = clean(dirty);
  const frame = animationFrame(pictureOf(lossy), 40, 24);
  assert.deepEqual(cleaned.bytes, joinRiff([extended(ANIMATION), animationHeader, frame, frame]));
  assert.deepEqual(cleaned.removed, ["unknown-segment"]);
  const onlyJunk = animationFrame([...pictureOf(lossy), riff("JUNK", MARK)], 40, 24);
  const readable = joinRiff([extended(ANIMATION), animationHeader, onlyJunk, onlyJunk]);
  assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(readable));
});

test("flags are what the file holds, whatever they said", () => {
  const flagsOf = (file: Buffer) => splitRiff(clean(file).bytes)[0]!.body[0];
  assert.equal(flagsOf(joinRiff([extended(0xfd), ...pictureOf(lossy)])), 0);
  assert.equal(flagsOf(joinRiff([extended(0), ...pictureOf(seeThrough)])), ALPHA);
  const turned = joinRiff([extended(0), ...pictureOf(lossy), riff("EXIF", phoneExif(MARK, 6))]);
  assert.equal(flagsOf(turned), EXIF);
  const p3 = riff("ICCP", strangersProfile({ colorants: DISPLAY_P3 }));
  assert.equal(flagsOf(joinRiff([extended(0), p3, ...pictureOf(lossy)])), PROFILE);
});

test("orientation survives as the one Exif tag, and details are read", async () => {
  const dirty = joinRiff([extended(EXIF), ...pictureOf(lossy), riff("EXIF", phoneExif(MARK, 8))]);
  const cleaned = clean(dirty);
  assert.deepEqual([cleaned.orientation, cleaned.uprightWidth, cleaned.uprightHeight], [8, 24, 40]);
  assert.deepEqual(splitRiff(cleaned.bytes).at(-1), riff("EXIF", writeOrientation(8)));
  assert.equal(cleaned.details.takenAt?.local, "2024-07-01T18:30:05");
  assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(dirty));
});

test("a known profile becomes our own, an unknown one goes to the decoder alone", () => {
  const withProfile = (profile: Buffer) =>
    clean(joinRiff([extended(PROFILE), riff("ICCP", profile), ...pictureOf(lossy), riff("XMP ", MARK)]));
  const known = withProfile(strangersProfile());
  assert.deepEqual([known.colour, known.removed], ["srgb", ["xmp"]]);
  assert.deepEqual(splitRiff(known.bytes)[1], riff("ICCP", standardProfile("srgb")));
  const profile = strangersProfile({ colorants: PRO_PHOTO });
  const unknown = withProfile(profile);
  assert.deepEqual([unknown.colour, unknown.removed], ["other", ["icc-private", "xmp"]]);
  assert.deepEqual(unknown.bytes, joinRiff([extended(0), ...pictureOf(lossy)]));
  assert.deepEqual(
    unknown.decoderBytes,
    joinRiff([extended(PROFILE), riff("ICCP", profile), ...pictureOf(lossy)]),
  );
});

test("bytes behind uncompressed alpha are not kept", () => {
  const alpha = Buffer.concat([Buffer.from([0]), Buffer.alloc(40 * 24, 0x80)]);
  const dirty = joinRiff([
    extended(ALPHA),
    riff("ALPH", Buffer.concat([alpha, Buffer.from(MARK)])),
    ...pictureOf(lossy),
  ]);
  assert.deepEqual(clean(dirty).bytes, joinRiff([extended(ALPHA), riff("ALPH", alpha), ...pictureOf(lossy)]));
});

test("a WebP that is damaged, cut, or beyond the limits is refused by its code", async () => {
  const picture = pictureOf(lossy);
  const frame = animationFrame(picture, 40, 24);
  const animated = (...chunks: readonly ReturnType<typeof riff>[]) =>
    joinRiff([extended(ANIMATION), ...chunks]);
  const changed = (at: number, ...bytes: readonly number[]) => {
    const body = Buffer.from(picture[0]!.body);
    body.set(bytes, at);
    return joinRiff([riff("VP8 ", body)]);
  };
  const lie = Buffer.from(lossy);
  lie.writeUInt32LE(0xffffffff, 4);
  const alphaHeader = riff("ALPH", "\x03");
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ["cut", lossy.subarray(0, -20), "image.truncated"],
    ["the first twelve bytes", lossy.subarray(0, 12), "image.truncated"],
    ["a length of 4 GB", lie, "image.truncated"],
    ["a chunk beyond the end", joinRiff([riff("VP8 ", lossy)]).fill(0xff, 16, 19), "image.truncated"],
    ["a picture of 4 bytes", joinRiff([riff("VP8 ", "abcd")]), "image.truncated"],
    ["an animation without frames", animated(animationHeader), "image.truncated"],
    ["an extended file without a picture", joinRiff([extended(0)]), "image.truncated"],
    ["a first partition beyond the chunk", changed(1, 0xff, 0xff), "image.truncated"],
    ["an unknown first chunk", joinRiff([riff("JUNK", MARK), ...picture]), "image.malformed"],
    ["a wrong start code", changed(3, 0), "image.malformed"],
    ["width 0", changed(6, 0, 0), "image.malformed"],
    [
      "a lossless picture of another version",
      joinRiff([riff("VP8L", "\x2f\0\0\0\xff\0")]),
      "image.malformed",
    ],
    ["a canvas of another size", joinRiff([extended(0, 80, 24), ...picture]), "image.malformed"],
    [
      "a frame outside the canvas",
      animated(animationHeader, animationFrame(picture, 40, 24, 2)),
      "image.malformed",
    ],
    [
      "a frame of another size",
      animated(animationHeader, animationFrame(picture, 38, 24)),
      "image.malformed",
    ],
    ["a frame without a picture", animated(animationHeader, animationFrame([], 40, 24)), "image.malformed"],
    ["a frame before the animation header", animated(frame), "image.malformed"],
    ["a still picture in an animation", animated(animationHeader, ...picture), "image.malformed"],
    [
      "two alpha chunks",
      joinRiff([extended(ALPHA), alphaHeader, alphaHeader, ...picture]),
      "image.malformed",
    ],
    ["alpha of an unknown kind", joinRiff([extended(ALPHA), alphaHeader, ...picture]), "image.malformed"],
    [
      "alpha beside a lossless picture",
      joinRiff([extended(ALPHA), riff("ALPH", "\x01"), ...pictureOf(lossless)]),
      "image.malformed",
    ],
    [
      "16,383 by 16,383 in 6 bytes",
      joinRiff([riff("VP8L", "\x2f\xfe\xbf\xff\x0f\0")]),
      "image.too-many-pixels",
    ],
    [
      "a canvas of 2^24 squared",
      joinRiff([extended(0, 1 << 24, 1 << 24), ...picture]),
      "image.too-many-pixels",
    ],
    [
      "501 frames",
      animated(animationHeader, ...Array.from({ length: 501 }, () => frame)),
      "image.too-many-frames",
    ],
    [
      "a colour profile of 2 MB",
      joinRiff([extended(PROFILE), riff("ICCP", Buffer.alloc(2 << 20)), ...picture]),
      "image.too-complex",
    ],
    [
      "60,000 chunks",
      joinRiff([extended(0), ...picture, ...Array.from({ length: 60_000 }, () => riff("JUNK", ""))]),
      "image.too-complex",
    ],
  ];
  for (const [name, file, code] of cases)
    assert.throws(() => clean(file), { name: "ImageRefused", code }, name);
});
