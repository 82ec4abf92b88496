// Colours and orientation, format by format: what reaches the screen against what a reference decoder (libvips with
// Little CMS, native) makes of the very file that was received.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import {
  ADOBE_RGB,
  DISPLAY_P3,
  PRO_PHOTO,
  strangersProfile,
} from "../../tests/support/make-images/colour-profiles.ts";
import {
  av1Tile,
  coded,
  heifFile,
  type Property,
  profiled,
  size,
} from "../../tests/support/make-images/heif-file.ts";
import { exifSegment, profileSegments, withSegments } from "../../tests/support/make-images/jpeg-file.ts";
import { chunk, withChunks } from "../../tests/support/make-images/png-file.ts";
import {
  ANIMATION,
  animationFrame,
  animationHeader,
  EXIF,
  extended,
  joinRiff,
  PROFILE,
  pictureOf,
  riff,
} from "../../tests/support/make-images/webp-file.ts";
import { pictureDifference } from "../../tests/support/picture-difference.ts";
import { testDarkroom } from "../../tests/support/test-darkroom.ts";
import { type Orientation, writeOrientation } from "./exif.ts";

const person = { ownerId: "anna" };
const [WIDTH, HEIGHT] = [96, 64];

/** Red grows to the right, green downwards, blue from corner to corner: smooth, and different from every side. */
const pixels = Buffer.from(
  Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
    const [x, y] = [(i % WIDTH) / WIDTH, Math.floor(i / WIDTH) / HEIGHT];
    return [30 + 200 * x, 40 + 180 * y, 220 - 90 * (x + y)];
  }).flat(),
);
const source = () => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const jpeg = () => source().jpeg({ quality: 95 }).toBuffer();
const png = () => source().png().toBuffer();
const webpPicture = async () => pictureOf(await source().webp({ quality: 95 }).toBuffer());

/** The same picture in each format, with this profile. */
async function profiledFiles(icc: Buffer): Promise<Readonly<Record<string, Buffer>>> {
  const iccp = chunk("iCCP", Buffer.concat([Buffer.from("x\0\0", "latin1"), deflateSync(icc)]));
  const webp = await webpPicture();
  const { settings, data } = await av1Tile(WIDTH, HEIGHT, pixels);
  const own: Property[] = [size(WIDTH, HEIGHT), settings, profiled(icc)];
  return {
    jpeg: withSegments(await jpeg(), profileSegments(icc)),
    png: withChunks(await png(), "IDAT", [iccp]),
    webp: joinRiff([extended(PROFILE, WIDTH, HEIGHT), riff("ICCP", icc), ...webp]),
    avif: heifFile([{ id: 1, type: "av01", data, properties: own }]),
  };
}

test("wide colours are shown as they were meant, in every format that can hold them", async (t) => {
  const darkroom = testDarkroom(t);
  const spaces = {
    "display-p3": strangersProfile({ colorants: DISPLAY_P3 }),
    "adobe-rgb": strangersProfile({ colorants: ADOBE_RGB, curve: (x) => x ** (563 / 256) }),
    other: strangersProfile({ colorants: PRO_PHOTO, curve: (x) => x ** 1.8 }),
  };
  for (const [space, icc] of Object.entries(spaces)) {
    for (const [format, file] of Object.entries(await profiledFiles(icc))) {
      const developed = await darkroom.develop(file, person);
      assert.equal(developed.colour, space, `${format} in ${space}`);
      const shown = { thumb: developed.thumb.bytes, view: developed.view?.bytes ?? developed.original };
      for (const [rendition, bytes] of Object.entries(shown)) {
        const { deltaE } = await pictureDifference(bytes, file);
        assert.ok(deltaE < 2, `${rendition} of ${format} in ${space}: ${deltaE}`);
      }
    }
  }
});

test("colours that AVIF names by code points are shown as a profile of that space would be", async (t) => {
  const darkroom = testDarkroom(t);
  const { settings, data } = await av1Tile(WIDTH, HEIGHT, pixels);
  const avif = (colour: Property) =>
    heifFile([{ id: 1, type: "av01", data, properties: [size(WIDTH, HEIGHT), settings, colour] }]);
  const named = await darkroom.develop(avif(coded(12, 13, 6)), person);
  assert.equal(named.colour, "display-p3");
  const reference = avif(profiled(strangersProfile({ colorants: DISPLAY_P3 })));
  assert.ok((await pictureDifference(named.thumb.bytes, reference)).deltaE < 2);
  const plain = avif(coded(1, 13, 6));
  assert.ok((await pictureDifference((await darkroom.develop(plain, person)).thumb.bytes, plain)).deltaE < 2);
});

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** The same picture in each format, with this orientation in its Exif. */
async function turnedFiles(orientation: Orientation): Promise<Readonly<Record<string, Buffer>>> {
  const exif = writeOrientation(orientation);
  const webp = await webpPicture();
  const frames = [1, 2].map(() => animationFrame(webp, WIDTH, HEIGHT));
  return {
    jpeg: withSegments(await jpeg(), [exifSegment(exif)]),
    png: withChunks(await png(), "IDAT", [chunk("eXIf", exif)]),
    webp: joinRiff([extended(EXIF, WIDTH, HEIGHT), ...webp, riff("EXIF", exif)]),
    "moving webp": joinRiff([
      extended(EXIF | ANIMATION, WIDTH, HEIGHT),
      animationHeader,
      ...frames,
      riff("EXIF", exif),
    ]),
  };
}

/** The picture as it should be seen, by turning and mirroring its pixels ourselves. */
function upright(file: Buffer, orientation: Orientation): Promise<Buffer> {
  const stored = sharp(file, { page: 0 });
  const quarters = [0, 0, 180, 180, 270, 90, 90, 270][orientation - 1]!;
  const isMirrored = [2, 4, 5, 7].includes(orientation);
  return (isMirrored ? stored.rotate(quarters).flop() : stored.rotate(quarters))
    .withMetadata({ orientation: 1 })
    .png()
    .toBuffer();
}

test("all eight orientations are upright in every format, moving ones included", async (t) => {
  const darkroom = testDarkroom(t);
  const unturned = await turnedFiles(1);
  for (const orientation of ORIENTATIONS) {
    for (const [format, file] of Object.entries(await turnedFiles(orientation))) {
      const name = `${format}, orientation ${orientation}`;
      const developed = await darkroom.develop(file, person);
      const expected = orientation >= 5 ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
      assert.deepEqual([developed.width, developed.height], expected, name);
      assert.deepEqual([developed.thumb.width, developed.thumb.height], expected, name);
      const reference = await upright(unturned[format]!, orientation);
      assert.ok((await pictureDifference(developed.thumb.bytes, reference)).mean < 4, name);
      if (developed.view)
        assert.ok((await pictureDifference(developed.view.bytes, reference)).mean < 4, name);
    }
  }
});
