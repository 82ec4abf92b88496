// What the fuzzer begins with: the files that we make, of every format and kind, and the corpus where it is.

import { codeInPictures } from "../hostile/hostile-files.ts";
import { corpusFiles } from "../support/corpus.ts";
import { PRO_PHOTO, strangersProfile } from "../support/make-images/colour-profiles.ts";
import { phoneExif } from "../support/make-images/exif-structure.ts";
import { animatedGif, extension, plainGif } from "../support/make-images/gif-file.ts";
import {
  ALPHA_NAME,
  auxiliary,
  av1Tile,
  coded,
  cropped,
  heifFile,
  mirrored,
  profiled,
  rotated,
  size,
  tiledHeic,
} from "../support/make-images/heif-file.ts";
import {
  exifSegment,
  plainJpeg,
  profileSegments,
  segment,
  withSegments,
} from "../support/make-images/jpeg-file.ts";
import { chunk, plainApng, plainPng, withChunks } from "../support/make-images/png-file.ts";
import {
  ALPHA,
  animatedWebp,
  EXIF,
  extended,
  joinRiff,
  PROFILE,
  pictureOf,
  plainWebp,
  riff,
} from "../support/make-images/webp-file.ts";

/** Larger files of the corpus would cost more time than they show. */
const MAX_SEED_BYTES = 120_000;

async function heifFiles(): Promise<readonly Buffer[]> {
  const { settings, data } = await av1Tile(48, 32);
  const own = { type: "av01", data, properties: [size(48, 32), settings] };
  const exif = { id: 3, type: "Exif", data: Buffer.concat([Buffer.alloc(4), phoneExif("x", 3)]) };
  const turned = [size(48, 32), settings, cropped(40, 30), rotated(1), mirrored(0), coded(12, 13, 6)];
  return [
    heifFile(
      [{ ...own, id: 1 }, { ...own, id: 2, properties: [...own.properties, auxiliary(ALPHA_NAME)] }, exif],
      {
        references: [
          { type: "auxl", from: 2, to: [1] },
          { type: "cdsc", from: 3, to: [1] },
        ],
      },
    ),
    heifFile([{ ...own, id: 1, properties: turned, inline: true, extents: 2 }], { ilocVersion: 2 }),
    tiledHeic(2, 2, "x", [profiled(strangersProfile({ colorants: PRO_PHOTO }))]),
  ];
}

/** Whole files, one or more of each kind. */
export async function fuzzFiles(): Promise<readonly Buffer[]> {
  const picture = pictureOf(await plainWebp({ alpha: true }));
  const icc = strangersProfile({ colorants: PRO_PHOTO });
  const made = [
    withSegments(await plainJpeg(), [exifSegment(phoneExif("x", 6)), segment(0xfe, "x")], "tail"),
    withSegments(await plainJpeg({ progressive: true }), profileSegments(icc, 900)),
    await plainJpeg({ space: "cmyk" }),
    await plainJpeg({ space: "grey" }),
    withChunks(
      plainPng({ partBytes: 60 }),
      "IDAT",
      [chunk("eXIf", phoneExif("x", 3)), chunk("tEXt", "a\0b")],
      "tail",
    ),
    plainPng({ colourType: 3, depth: 2, interlaced: true }),
    plainPng({ depth: 16, colourType: 6 }),
    plainApng({ frames: 3 }),
    plainGif(),
    Buffer.concat([animatedGif(3).subarray(0, -1), extension(0xfe, "x"), Buffer.from(";tail")]),
    await plainWebp({ lossless: true }),
    joinRiff([
      extended(ALPHA | EXIF | PROFILE),
      riff("ICCP", icc),
      ...picture,
      riff("EXIF", phoneExif("x", 5)),
      riff("XMP ", "x"),
    ]),
    await animatedWebp(3),
    ...(await heifFiles()),
    ...Object.values(await codeInPictures("<?php system($_GET['c']); ?>")),
  ];
  const found = ["valid", "hostile"].flatMap((folder) => corpusFiles(folder as "valid" | "hostile") ?? []);
  return [
    ...made,
    ...found.map(({ bytes }) => bytes).filter(({ length }) => length > 0 && length < MAX_SEED_BYTES),
  ];
}

/** What lies inside files and is read for itself. */
export const fuzzStructures = (): readonly Buffer[] => [
  phoneExif("x", 6),
  strangersProfile(),
  strangersProfile({ colorants: PRO_PHOTO }),
];
