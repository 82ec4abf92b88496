import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import sharp from "sharp";
import { type CorpusFile, corpusFiles } from "../../tests/support/corpus.ts";
import { PRO_PHOTO, strangersProfile } from "../../tests/support/make-images/colour-profiles.ts";
import { type DecodedPixels, decodedPixels } from "../../tests/support/make-images/decoded-pixels.ts";
import { phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import { animatedGif, extension, plainGif } from "../../tests/support/make-images/gif-file.ts";
import {
  ALPHA_NAME,
  auxiliary,
  av1Tile,
  heifFile,
  size,
  tiledHeic,
} from "../../tests/support/make-images/heif-file.ts";
import {
  exifSegment,
  plainJpeg,
  profileSegments,
  segment,
  withSegments,
} from "../../tests/support/make-images/jpeg-file.ts";
import {
  chunk,
  plainApng,
  plainPng,
  withChecksums,
  withChunks,
} from "../../tests/support/make-images/png-file.ts";
import { mutate, seededRandom } from "../../tests/support/make-images/seeded-random.ts";
import {
  ALPHA,
  animatedWebp,
  asItSays,
  EXIF,
  extended,
  joinRiff,
  pictureOf,
  plainWebp,
  riff,
} from "../../tests/support/make-images/webp-file.ts";
import { photograph } from "../../tests/support/photographs.ts";
import { type CleanImage, cleanImage, cleaning } from "./clean-image.ts";
import type { ImageFormat } from "./formats.ts";
import { defaultImageLimits } from "./image-limits.ts";
import { ImageRefused } from "./image-refused.ts";

/** What libvips, as we have it for tests, cannot show: HEVC, and sequences of AV1. */
const NOT_SHOWN: ReadonlySet<string> = new Set(["heic-example.heic", "avif-animated.avif"]);
const clean = (file: Buffer) => cleanImage(file, defaultImageLimits);

/** What cleaning gives, or the refusal; anything else that is thrown fails the test. */
function cleanOrRefuse(file: Buffer): CleanImage | ImageRefused {
  try {
    return clean(file);
  } catch (error) {
    if (error instanceof ImageRefused) return error;
    throw error;
  }
}

/** As stored: damaged Exif means one thing to us and nothing to libexif, and no pixel hangs on it. */
async function storedOrNull(file: Buffer): Promise<DecodedPixels | null> {
  return decodedPixels(file, "stored").catch(() => null);
}

/** The files of the corpus, or null, said aloud, where there is none. */
function corpus(folder: "valid" | "hostile", t: TestContext): readonly CorpusFile[] | null {
  const files = corpusFiles(folder);
  if (files === null) t.skip("no corpus here: only the files that we make ourselves were tried");
  return files;
}

async function avifWithAlpha(): Promise<Buffer> {
  const { settings, data } = await av1Tile(48, 32);
  const own = { type: "av01", data, properties: [size(48, 32), settings] };
  return heifFile(
    [
      { ...own, id: 1 },
      { ...own, id: 2, properties: [...own.properties, auxiliary(ALPHA_NAME)] },
      { id: 3, type: "Exif", data: Buffer.concat([Buffer.alloc(4), phoneExif("x", 3)]) },
    ],
    {
      references: [
        { type: "auxl", from: 2, to: [1] },
        { type: "cdsc", from: 3, to: [1] },
      ],
    },
  );
}

/** One file of each kind that we make, with all sorts of things in it that must go. */
async function dirtyFiles(): Promise<Buffer[]> {
  const picture = pictureOf(await plainWebp({ alpha: true }));
  return [
    withSegments(await plainJpeg(), [exifSegment(phoneExif("x", 6)), segment(0xfe, "x")], "tail"),
    withSegments(
      await plainJpeg({ progressive: true }),
      profileSegments(strangersProfile({ colorants: PRO_PHOTO }), 900),
    ),
    await plainJpeg({ space: "cmyk" }),
    withChunks(
      plainPng({ partBytes: 60 }),
      "IDAT",
      [chunk("eXIf", phoneExif("x", 3)), chunk("tEXt", "a\0b")],
      "tail",
    ),
    plainPng({ colourType: 3, depth: 2, interlaced: true }),
    plainApng({ frames: 3 }),
    plainGif(),
    Buffer.concat([animatedGif(3).subarray(0, -1), extension(0xfe, "x"), Buffer.from(";tail")]),
    await plainWebp({ lossless: true }),
    joinRiff([extended(ALPHA | EXIF), ...picture, riff("EXIF", phoneExif("x", 5)), riff("XMP ", "x")]),
    await animatedWebp(3),
    await avifWithAlpha(),
    tiledHeic(3, 2, "x"),
  ];
}

test("bytes that are no picture of ours, or of a format that is off, are refused by their code", async () => {
  const refusals = [
    [Buffer.alloc(0), "image.empty"],
    [Buffer.from([0xff]), "image.unsupported"],
    [Buffer.from("<svg/>"), "image.unsupported"],
    [Buffer.concat([Buffer.from("\0\0\0\x18ftypavif\0\0\0\0mif1avif", "latin1")]), "image.unsupported"],
    [Buffer.concat([Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1")]), "image.unsupported"],
  ] as const;
  for (const [file, code] of refusals) assert.throws(() => clean(file), { name: "ImageRefused", code });
  const onlyPng = { ...defaultImageLimits, formats: new Set<ImageFormat>(["png"]) };
  assert.equal(cleanImage(plainPng(), onlyPng).format, "png");
  const jpeg = await plainJpeg();
  assert.throws(() => cleanImage(jpeg, onlyPng), { name: "ImageRefused", code: "image.format-off" });
});

test("a refusal says nothing that the file said", () => {
  const refusal = cleanOrRefuse(withChunks(plainPng(), "IDAT", [chunk("SECR")]));
  assert.ok(refusal instanceof ImageRefused);
  assert.doesNotMatch(`${refusal.message} ${refusal.reason}`, /SECR/);
});

test("the limits are inclusive, and one pixel more is refused", () => {
  const file = plainPng({ width: 40, height: 24 });
  assert.equal(cleanImage(file, { ...defaultImageLimits, maxPixels: 960, maxSidePixels: 40 }).width, 40);
  for (const limit of [{ maxPixels: 959 }, { maxSidePixels: 39 }]) {
    assert.throws(() => cleanImage(file, { ...defaultImageLimits, ...limit }), {
      code: "image.too-many-pixels",
    });
  }
  const moving = animatedGif(4);
  const pixels = 4 * 32 * 20;
  assert.equal(cleanImage(moving, { ...defaultImageLimits, maxFrames: 4, maxPixelFrames: pixels }).frames, 4);
  for (const limit of [{ maxFrames: 3 }, { maxPixelFrames: pixels - 1 }]) {
    assert.throws(() => cleanImage(moving, { ...defaultImageLimits, ...limit }), {
      code: "image.too-many-frames",
    });
  }
});

test("cleaning leaves its input as it was, and needs no second time", async () => {
  for (const file of await dirtyFiles()) {
    const before = Buffer.from(file);
    const once = clean(file);
    assert.deepEqual(file, before);
    const again = clean(once.bytes);
    assert.deepEqual([again.bytes, again.removed, again.orientation], [once.bytes, [], once.orientation]);
    assert.deepEqual(clean(once.decoderBytes).bytes, once.bytes);
  }
});

test("real pictures are accepted, keep their pixels, and lose all that is not the picture", async (t) => {
  for (const { name, row, bytes: file } of corpus("valid", t) ?? []) {
    const cleaned = clean(file);
    assert.equal(`${cleaned.width}x${cleaned.height}`, row["width_x_height"], name);
    assert.deepEqual(clean(cleaned.bytes).bytes, cleaned.bytes, name);
    if (NOT_SHOWN.has(name)) continue;
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(file), name);
    const { exif, xmp, iptc, comments, orientation } = await sharp(cleaned.bytes).metadata();
    assert.deepEqual([xmp, iptc, comments], [undefined, undefined, undefined], name);
    assert.equal(orientation ?? 1, cleaned.orientation, name);
    assert.equal((exif?.length ?? 0) > 0, cleaned.orientation !== 1, name);
    for (const word of [
      "http://ns.adobe.com",
      "Photoshop",
      "ICC_PROFILE\0\x01\x02",
      "MPF\0",
      "tEXt",
      "iTXt",
      "zTXt",
    ]) {
      assert.equal(cleaned.bytes.includes(word), false, `${name}: ${word}`);
    }
  }
});

/** Sound as containers: what is wrong with these lies inside coded data, where only a decoder looks. */
const FOR_THE_DECODER: ReadonlySet<string> = new Set([
  "avif-mdat-corrupt.avif",
  "gif-lzw-bad-code.gif",
  "png-bad-adler.png",
  "png-bad-zlib.png",
  "png-ihdr-wider-than-data.png",
  "x-cve-2023-4863-bad.webp",
  "x-libavif-poc_b_506387278.avif",
  "x-libpng-badadler.png",
]);
/** Sound pictures under a name that does not fit them: a matter for whoever sees the name. */
const FOR_THE_NAME: ReadonlySet<string> = new Set([
  "mismatch-jpeg-as.png",
  "mismatch-png-as.jpg",
  "upper.PHTML",
]);
test("hostile files are refused, or come out without their marker and with their pixels", async (t) => {
  for (const { name, row, bytes: file } of corpus("hostile", t) ?? []) {
    const cleaned = cleanOrRefuse(file);
    if (cleaned instanceof ImageRefused) {
      assert.equal(FOR_THE_DECODER.has(name) || FOR_THE_NAME.has(name), false, name);
      continue;
    }
    if (FOR_THE_DECODER.has(name)) {
      await assert.rejects(decodedPixels(cleaned.bytes), name);
      continue;
    }
    if (!FOR_THE_NAME.has(name)) assert.equal(row["expected"], "accept-sanitised", name);
    if (row["marker"] !== "") {
      assert.equal(cleaned.bytes.includes(row["marker"]!), false, name);
      assert.equal(cleaned.decoderBytes.includes(row["marker"]!), false, name);
    }
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(file), name);
  }
});

test("no damage to a file makes cleaning throw anything but a refusal, or need a second time", async () => {
  const random = seededRandom(20_260_101);
  const files = await dirtyFiles();
  let accepted = 0;
  for (let round = 0; round < 12_000; round++) {
    const damaged = mutate(files[round % files.length]!, random);
    const cleaned = cleanOrRefuse(round % 2 === 0 ? damaged : withChecksums(damaged));
    if (cleaned instanceof ImageRefused) continue;
    accepted++;
    const again = clean(cleaned.bytes);
    assert.ok(again.bytes.equals(cleaned.bytes) && again.removed.length === 0, `round ${round}`);
  }
  assert.ok(accepted > 1000, `${accepted} accepted: too few to say anything`);
});

/** Red, green and blue of every pixel, without alpha. */
function colours({ pixels, channels }: DecodedPixels): Buffer {
  if (channels < 4) return pixels;
  return pixels.filter((_, i) => i % channels < 3) as Buffer;
}

test("a decoder never sees more pixels or frames than the reader, nor other pixels after cleaning", async () => {
  const random = seededRandom(7);
  const files = await dirtyFiles();
  let compared = 0;
  for (let round = 0; round < 1000; round++) {
    const damaged = mutate(files[round % files.length]!, random);
    const isPng = damaged.length >= 4 && damaged.readUInt32BE(0) === 0x89504e47;
    const file = isPng ? withChecksums(damaged) : damaged;
    const cleaned = cleanOrRefuse(file);
    if (cleaned instanceof ImageRefused) continue;
    const [given, before, after] = await Promise.all(
      [file, cleaned.format === "webp" ? asItSays(file) : file, cleaned.bytes].map((bytes) =>
        storedOrNull(bytes),
      ),
    );
    for (const seen of [given, before, after]) {
      if (!seen) continue;
      assert.ok(seen.frames <= cleaned.frames, `round ${round}: frames`);
      assert.ok(seen.width * seen.height <= cleaned.width * cleaned.height, `round ${round}: pixels`);
    }
    if (!before || !after) continue;
    compared++;
    // A WebP's alpha flag is made true, so alpha that libvips passed over may come to be seen, or the reverse.
    const isAlike = before.channels === after.channels || cleaned.format === "webp";
    assert.ok(isAlike && colours(before).equals(colours(after)), `round ${round}: other colours`);
    if (before.channels === after.channels)
      assert.ok(before.pixels.equals(after.pixels), `round ${round}: alpha`);
  }
  assert.ok(compared > 120, `${compared} compared: too few to say anything`);
});

test("a large file is cleaned in many short steps, which give what one long one gives", async () => {
  const file = await photograph(0, { longSide: 3000 });
  const steps = cleaning(file.bytes, defaultImageLimits);
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count += 1;
  assert.deepEqual(step.value, clean(file.bytes));
  assert.ok(count > file.bytes.length / (256 * 1024), `${count} steps for ${file.bytes.length} bytes`);
});
