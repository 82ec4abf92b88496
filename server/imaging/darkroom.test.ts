import assert from "node:assert/strict";
import { after, test } from "node:test";
import sharp from "sharp";
import {
  ADOBE_RGB,
  DISPLAY_P3,
  PRO_PHOTO,
  SRGB,
  strangersProfile,
} from "../../tests/support/make-images/colour-profiles.ts";
import { exifStructure, phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import { animatedGif, plainGif } from "../../tests/support/make-images/gif-file.ts";
import {
  exifSegment,
  plainJpeg,
  profileSegments,
  withSegments,
} from "../../tests/support/make-images/jpeg-file.ts";
import {
  chunk,
  joinChunks,
  plainApng,
  plainPng,
  splitChunks,
} from "../../tests/support/make-images/png-file.ts";
import {
  animatedWebp,
  animationFrame,
  animationHeader,
  extended,
  joinRiff,
  pictureOf,
  plainWebp,
  riff,
} from "../../tests/support/make-images/webp-file.ts";
import { pictureDifference, referenceThumb } from "../../tests/support/picture-difference.ts";
import { refusedWith, testDarkroom } from "../../tests/support/test-darkroom.ts";

const darkroom = testDarkroom({ after });
const anna = { ownerId: "anna" };
const develop = (file: Buffer) => darkroom.develop(file, anna);

/** Soft colours, as in a photograph: what an encoder changes about them is small. */
async function gradient(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      pixels[at] = 80 + (150 * x) / width;
      pixels[at + 1] = 60 + (150 * y) / height;
      pixels[at + 2] = 190 - (100 * (x + y)) / (width + height);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

test("every format comes out with its size, a thumbnail that looks like it, and a ThumbHash", async () => {
  for (const [name, file] of Object.entries({
    jpeg: await plainJpeg({ width: 640, height: 400 }),
    progressive: await plainJpeg({ progressive: true }),
    grey: await plainJpeg({ space: "grey" }),
    cmyk: await plainJpeg({ space: "cmyk" }),
    png: plainPng(),
    "png, 16 bits, interlaced": plainPng({ depth: 16, interlaced: true }),
    "png, palette of 2 bits": plainPng({ depth: 2, colourType: 3 }),
    "png, grey with alpha": plainPng({ colourType: 4 }),
    apng: plainApng(),
    gif: plainGif(),
    "moving gif": animatedGif(),
    webp: await plainWebp(),
    "webp, lossless, alpha": await plainWebp({ lossless: true, alpha: true }),
    "moving webp": await animatedWebp(),
  })) {
    const developed = await develop(file);
    const { width, height, format } = await sharp(file).metadata();
    assert.deepEqual([developed.format, developed.width, developed.height], [format, width, height], name);
    const { deltaE } = await pictureDifference(developed.thumb.bytes, await referenceThumb(file));
    assert.ok(deltaE < 1, `${name}: ${deltaE}`);
    assert.ok(Math.max(developed.thumb.width, developed.thumb.height) <= 512, name);
    assert.ok(developed.thumbHash.length >= 5 && developed.thumbHash.length <= 25, name);
  }
});

test("all eight orientations come out upright, in the view and in the thumbnail", async () => {
  const plain = await gradient(2400, 1600);
  for (let orientation = 1; orientation <= 8; orientation++) {
    const turned = withSegments(plain, [
      exifSegment(exifStructure({ main: { 0x0112: { short: orientation } } })),
    ]);
    const { view, thumb, width, height } = await develop(turned);
    const expected = orientation >= 5 ? [1600, 2400, 1333, 2000] : [2400, 1600, 2000, 1333];
    assert.deepEqual([width, height, view?.width, view?.height], expected, String(orientation));
    for (const { bytes } of [view!, thumb]) {
      const { mean } = await pictureDifference(bytes, turned);
      assert.ok(mean < 2, `${orientation}: ${mean}`);
      assert.equal((await sharp(bytes).metadata()).orientation, undefined);
    }
  }
});

test("colours of known and unknown spaces reach the screen as they were meant", async () => {
  const plain = await gradient(2200, 1400);
  const adobeCurve = (x: number): number => x ** (563 / 256);
  for (const [space, profile] of Object.entries({
    srgb: strangersProfile({ colorants: SRGB }),
    "display-p3": strangersProfile({ colorants: DISPLAY_P3 }),
    "adobe-rgb": strangersProfile({ colorants: ADOBE_RGB, curve: adobeCurve }),
    other: strangersProfile({ colorants: PRO_PHOTO, curve: (x) => x ** 1.8 }),
  })) {
    const file = withSegments(plain, profileSegments(profile));
    const { colour, view, thumb } = await develop(file);
    assert.equal(colour, space);
    for (const { bytes } of [view!, thumb]) {
      const { deltaE } = await pictureDifference(bytes, file);
      assert.ok(deltaE < 2, `${space}: ${deltaE}`);
      assert.equal((await sharp(bytes).metadata()).icc, undefined);
    }
  }
});

test("a small picture that every browser shows right is its own view, any other gets one", async () => {
  const small = await plainJpeg();
  const turned = exifStructure({ main: { 0x0112: { short: 6 } } });
  const ownView = async (file: Buffer): Promise<boolean> => (await develop(file)).view === null;
  assert.equal(await ownView(small), true);
  assert.equal(await ownView(withSegments(small, [exifSegment(turned)])), true);
  assert.equal(await ownView(await gradient(2001, 10)), false);
  assert.equal(
    await ownView(
      await sharp(await gradient(1900, 1900))
        .png()
        .toBuffer(),
    ),
    false,
  );
  assert.equal(await ownView(await plainJpeg({ space: "cmyk" })), false);
  const strange = profileSegments(strangersProfile({ colorants: PRO_PHOTO, curve: (x) => x ** 1.8 }));
  assert.equal(await ownView(withSegments(small, strange)), false);
  const [header, ...rest] = splitChunks(plainPng());
  assert.equal(await ownView(joinChunks([header!, chunk("eXIf", turned), ...rest])), false);
  assert.equal(await ownView(await animatedWebp()), true);
});

test("the view is never larger than 2000 pixels, and never larger than the picture", async () => {
  const { view } = await develop(await gradient(2600, 1300));
  assert.deepEqual([view?.width, view?.height, view?.format], [2000, 1000, "webp"]);
  const strip = await develop(await gradient(6000, 3));
  assert.deepEqual([strip.view?.width, strip.view?.height, strip.thumb.width], [2000, 1, 512]);
});

test("a drawn PNG becomes a lossless view, a photographed one a lossy view", async () => {
  const drawn = await sharp({ create: { width: 2000, height: 300, channels: 3, background: "#fff" } })
    .composite([{ input: { create: { width: 700, height: 90, channels: 3, background: "#c21" } } }])
    .withExif({ IFD0: { Orientation: "1" } })
    .png()
    .toBuffer();
  const large = await sharp(drawn).extend({ right: 200, background: "#27a" }).png().toBuffer();
  const { view } = await develop(large);
  assert.ok(view!.bytes.includes("VP8L"));
  const photo = await sharp(await gradient(2200, 200))
    .png()
    .toBuffer();
  assert.equal((await develop(photo)).view!.bytes.includes("VP8L"), false);
});

test("transparency survives in view and thumbnail", async () => {
  const file = await sharp({ create: { width: 2100, height: 40, channels: 4, background: "#ff000080" } })
    .png()
    .toBuffer();
  const { view, thumb } = await develop(file);
  for (const { bytes } of [view!, thumb]) {
    const { data } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    assert.ok(Math.abs(data[3]! - 128) <= 2);
  }
});

test("coded data that ends early is refused, in a still picture and in any frame", async () => {
  const cut = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2));
  const cutFile = (file: Buffer, type: string): Buffer =>
    joinChunks(splitChunks(file).map((one) => (one.type === type ? chunk(type, cut(one.body)) : one)));
  const cutWebp = async (lossless: boolean): Promise<Buffer> => {
    const [picture] = pictureOf(await plainWebp({ width: 200, height: 200, lossless }));
    return joinRiff([riff(picture!.type, cut(picture!.body))]);
  };
  const [sound] = pictureOf(await plainWebp({ width: 40, height: 24 }));
  const broken = riff(sound!.type, cut(sound!.body));
  const [alpha, lossy] = pictureOf(await plainWebp({ alpha: true }));
  for (const [name, file] of Object.entries({
    png: cutFile(plainPng({ width: 200, height: 200, partBytes: 1e6 }), "IDAT"),
    "a late frame of an APNG": cutFile(plainApng(), "fdAT"),
    "lossy webp": await cutWebp(false),
    "lossless webp": await cutWebp(true),
    "a late frame of a WebP": joinRiff([
      extended(0x02),
      animationHeader,
      animationFrame([sound!], 40, 24),
      animationFrame([broken], 40, 24),
    ]),
    "the picture behind the alpha of a late frame": joinRiff([
      extended(0x12),
      animationHeader,
      animationFrame([sound!], 40, 24),
      animationFrame([alpha!, riff(lossy!.type, cut(lossy!.body))], 40, 24),
    ]),
  })) {
    await assert.rejects(develop(file), refusedWith("image.undecodable"), name);
  }
  await develop(plainPng());
});

test("details are handed on, and neither rendition nor original carries them", async () => {
  const file = withSegments(await gradient(2100, 100), [exifSegment(phoneExif("secret words"))]);
  const { details, removed, original, view, thumb } = await develop(file);
  assert.equal(details.camera?.make, "Lumen");
  assert.ok(removed.includes("gps"));
  for (const bytes of [original, view!.bytes, thumb.bytes]) {
    assert.equal(bytes.includes("secret words") || bytes.includes("Lumen"), false);
  }
});
