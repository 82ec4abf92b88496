// Real files, good and bad, through the whole darkroom: the good come out upright and in their colours, the bad are
// refused by a code, and neither a decoder nor the server is the worse for it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import sharp from "sharp";
import { ImageRefused } from "../../server/imaging/image-refused.ts";
import { animatedGif } from "../support/make-images/gif-file.ts";
import { joinSegments, plainJpeg, splitSegments } from "../support/make-images/jpeg-file.ts";
import { chunk, joinChunks, plainPng, splitChunks, u32 } from "../support/make-images/png-file.ts";
import { extended, joinRiff, pictureOf, plainWebp } from "../support/make-images/webp-file.ts";
import { pictureDifference, referenceThumb } from "../support/picture-difference.ts";
import { testDarkroom } from "../support/test-darkroom.ts";

const corpus = join(import.meta.dirname, "..", "..", "..", "shared", "corpus");
/** What the reference decoder shows too; of HEIC and moving AVIF unfold-heic.test.ts is the judge. */
const SUPPORTED: ReadonlySet<string> = new Set(["jpeg", "png", "gif", "webp", "heif/av1"]);
/** Sound pictures under a wrong name: refused where names are known, not here. */
const ONLY_MISNAMED: ReadonlySet<string> = new Set([
  "mismatch-jpeg-as.png",
  "mismatch-png-as.jpg",
  "upper.PHTML",
]);

const darkroom = testDarkroom({ after }, { jobSeconds: 60, animatedJobSeconds: 60 });
const develop = (file: Buffer) => darkroom.develop(file, { ownerId: "anna" });
const jobsAsked = async (): Promise<number> => (await darkroom.status()).decoders[0]!.jobsAsked;

/** What came of a file: the code of its refusal, or "developed". Anything else that is thrown fails the test. */
async function outcomeOf(file: Buffer): Promise<string> {
  try {
    await develop(file);
    return "developed";
  } catch (error) {
    assert.ok(error instanceof ImageRefused, String(error));
    return error.code;
  }
}

/** Rows of a manifest by column name, or none, said aloud, where there is no corpus. */
function rowsOf(kind: "valid" | "hostile", t: TestContext): readonly Readonly<Record<string, string>>[] {
  const manifest = join(corpus, kind, "MANIFEST.tsv");
  if (!existsSync(manifest)) {
    t.skip("the corpus of real files is not here");
    return [];
  }
  const [names, ...lines] = readFileSync(manifest, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  return lines.map((cells) => Object.fromEntries(names!.map((name, i) => [name, cells[i] ?? ""])));
}

test("every valid picture of a supported format is developed upright, with its size and its colours", async (t) => {
  for (const { file: name = "", format = "" } of rowsOf("valid", t)) {
    if (!SUPPORTED.has(format)) continue;
    const file = readFileSync(join(corpus, "valid", name));
    const developed = await develop(file);
    const { autoOrient } = await sharp(file).metadata();
    assert.deepEqual([developed.width, developed.height], [autoOrient.width, autoOrient.height], name);
    const { deltaE } = await pictureDifference(developed.thumb.bytes, await referenceThumb(file));
    assert.ok(deltaE < 1, `${name}: ${deltaE}`);
    if (developed.view === null) continue;
    // Behind what lets light through, samples of more than 8 bits would be compared with another grey.
    const shown = format === "heif/av1" ? await sharp(file).webp({ lossless: true }).toBuffer() : file;
    assert.ok((await pictureDifference(developed.view.bytes, shown)).deltaE < 3, name);
  }
});

test("every hostile file that must be refused is, no decoder ends over one, and the server does not grow", async (t) => {
  const rows = rowsOf("hostile", t);
  const before = process.memoryUsage.rss();
  for (const { file: name = "", expected } of rows) {
    const outcome = await outcomeOf(readFileSync(join(corpus, "hostile", name)));
    const mustBeRefused = expected === "refuse" && !ONLY_MISNAMED.has(name);
    if (mustBeRefused) assert.notEqual(outcome, "developed", name);
  }
  assert.deepEqual(
    darkroom.lines.filter(({ level }) => level !== "info"),
    [],
  );
  assert.ok(process.memoryUsage.rss() - before < 50_000_000);
});

test("bombs are refused by their headers, before a decoder sees them", async () => {
  const jpeg = splitSegments(await plainJpeg({ progressive: true }));
  const scan = jpeg.findLast(({ marker }) => marker === 0xda)!;
  const manyScans = joinSegments([...jpeg, ...Array.from({ length: 120 }, () => scan)]);
  const [header, ...rest] = splitChunks(plainPng());
  const huge = joinChunks([
    chunk("IHDR", Buffer.concat([u32(50_000, 50_000), header!.body.subarray(8)])),
    ...rest,
  ]);
  const hugeWebp = joinRiff([extended(0x10, 16_384, 16_384), ...pictureOf(await plainWebp())]);
  await develop(plainPng());
  const before = await jobsAsked();
  assert.equal(await outcomeOf(manyScans), "image.too-complex");
  assert.equal(await outcomeOf(huge), "image.too-many-pixels");
  assert.equal(await outcomeOf(hugeWebp), "image.too-many-pixels");
  assert.equal(await outcomeOf(animatedGif(501)), "image.too-many-frames");
  assert.equal(await jobsAsked(), before);
});

/** The last scan of a JPEG cut to a share of its bytes, and an end put behind it. */
function cutShort(file: Buffer, share: number): Buffer {
  const scan = file.lastIndexOf(Buffer.from([0xff, 0xda]));
  const end = scan + Math.floor((file.length - scan) * share);
  // Not between 0xff and what it stuffs.
  const at = file[end - 1] === 0xff ? end - 1 : end;
  return Buffer.concat([file.subarray(0, at), Buffer.from([0xff, 0xd9])]);
}

test("a JPEG that is cut short is refused, also where its end was put back", async () => {
  for (const progressive of [false, true]) {
    const pixels = await plainJpeg({ width: 640, height: 480, progressive });
    for (const grey of [false, true]) {
      const file = grey ? await sharp(pixels).greyscale().jpeg({ progressive }).toBuffer() : pixels;
      assert.equal(await outcomeOf(file), "developed");
      for (const share of [0.05, 0.3, 0.6, 0.9]) {
        const outcome = await outcomeOf(cutShort(file, share));
        assert.equal(outcome, "image.truncated", `${share}, progressive ${progressive}, grey ${grey}`);
      }
    }
  }
});

test("stray bytes before the end of a JPEG, as some cameras leave them, are no reason to refuse it", async () => {
  const file = await plainJpeg({ width: 640, height: 480 });
  for (const stray of [1, 60, 5000]) {
    const padded = Buffer.concat([
      file.subarray(0, -2),
      Buffer.alloc(stray, 0x07),
      Buffer.from([0xff, 0xd9]),
    ]);
    assert.equal(await outcomeOf(padded), "developed", `${stray} bytes`);
  }
});
