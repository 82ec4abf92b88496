import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { DISPLAY_P3, PRO_PHOTO, strangersProfile } from "../../tests/support/make-images/colour-profiles.ts";
import { decodedPixels } from "../../tests/support/make-images/decoded-pixels.ts";
import { phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import {
  chunk,
  frameControl,
  joinChunks,
  plainApng,
  plainPng,
  splitChunks,
  u32,
  withChunks,
} from "../../tests/support/make-images/png-file.ts";
import { cleanImage } from "./clean-image.ts";
import { writeOrientation } from "./exif.ts";
import { defaultImageLimits } from "./image-limits.ts";
import { standardProfile } from "./standard-profiles.ts";

const MARK = "SECRET-MARK";
const png = plainPng();
const palettePng = plainPng({ colourType: 3, depth: 4 });
const clean = (file: Buffer) => cleanImage(file, defaultImageLimits);
const types = (file: Buffer) => splitChunks(file).map(({ type }) => type);
const iccp = (profile: Buffer) =>
  chunk("iCCP", Buffer.concat([Buffer.from("name\0\0"), deflateSync(profile)]));

test("every depth and colour type, interlaced or not, keeps its pixels and its bytes", async () => {
  const kinds = [
    [0, 1],
    [0, 2],
    [0, 4],
    [0, 8],
    [0, 16],
    [2, 8],
    [2, 16],
    [3, 1],
    [3, 2],
    [3, 4],
    [3, 8],
    [4, 8],
    [4, 16],
    [6, 8],
    [6, 16],
  ] as const;
  for (const [colourType, depth] of kinds) {
    for (const interlaced of [false, true]) {
      const file = plainPng({ colourType, depth, interlaced, partBytes: 50 });
      const cleaned = clean(file);
      assert.deepEqual(cleaned.bytes, file, `${colourType} ${depth} ${interlaced}`);
      assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(file));
    }
  }
});

test("every chunk that is not the picture is left out and named, before and behind it", async () => {
  const parts = [
    [chunk("tEXt", `Comment\0${MARK}`), "text"],
    [chunk("zTXt", `Comment\0\0${MARK}`), "text"],
    [chunk("iTXt", `Comment\0\0\0\0\0${MARK}`), "text"],
    [chunk("iTXt", `XML:com.adobe.xmp\0\0\0\0\0${MARK}`), "xmp"],
    [chunk("tEXt", `Raw profile type exif\0${MARK}`), "exif"],
    [chunk("tEXt", `Raw profile type iptc\0${MARK}`), "iptc"],
    [chunk("eXIf", phoneExif(MARK)), "exif"],
    [chunk("tIME", MARK.slice(0, 7)), "unknown-segment"],
    [chunk("caBX", MARK), "unknown-segment"],
    [chunk("iCCP", `name\0\0${MARK}`), "icc-private"],
    [chunk("PLTE", Buffer.alloc(33, MARK)), "unknown-segment"],
    [chunk("tRNS", MARK), "unknown-segment"],
    [chunk("cHRM", Buffer.alloc(32, MARK)), "unknown-segment"],
    [chunk("pHYs", MARK.slice(0, 9)), "unknown-segment"],
    [chunk("bKGD", MARK), "unknown-segment"],
    [chunk("sBIT", MARK.slice(0, 3)), "unknown-segment"],
  ] as const;
  for (const [part, kind] of parts) {
    for (const before of part.type === "PLTE" ? ["IDAT"] : ["IDAT", "IEND"]) {
      const dirty = withChunks(png, before, [part]);
      const cleaned = clean(dirty);
      assert.deepEqual(cleaned.bytes, png, `${part.type} before ${before}`);
      if (before === "IDAT")
        assert.ok(
          cleaned.removed.some((removed) => removed === kind),
          part.type,
        );
      assert.notEqual(cleaned.removed.length, 0, part.type);
      assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(png));
    }
  }
  const tailed = clean(withChunks(png, "IEND", [], MARK));
  assert.deepEqual([tailed.bytes, tailed.removed], [png, ["trailing-data"]]);
});

test("the small chunks that say how a picture looks stay, once each and in one order", () => {
  const palette = splitChunks(palettePng).find(({ type }) => type === "PLTE")!;
  const wanted = joinChunks([
    splitChunks(palettePng)[0]!,
    chunk("cHRM", u32(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6000)),
    chunk("gAMA", u32(45_455)),
    chunk("sRGB", "\0"),
    chunk("sBIT", "\x05\x06\x05"),
    palette,
    chunk("bKGD", "\x01"),
    chunk("tRNS", "\0\x80"),
    chunk("pHYs", Buffer.concat([u32(2835, 2835), Buffer.from([1])])),
    ...splitChunks(palettePng).slice(2),
  ]);
  const cleaned = clean(wanted);
  assert.deepEqual([cleaned.bytes, cleaned.colour, cleaned.removed], [wanted, "srgb", []]);
  const doubled = clean(withChunks(wanted, "IDAT", [chunk("tRNS", "\x01"), chunk("pHYs", Buffer.alloc(9))]));
  assert.deepEqual([doubled.bytes, doubled.removed], [wanted, ["unknown-segment"]]);
});

test("orientation survives in eXIf wherever it was, and applies once", async () => {
  for (const before of ["IDAT", "IEND"]) {
    const cleaned = clean(withChunks(png, before, [chunk("eXIf", phoneExif(MARK, 6))]));
    assert.deepEqual([cleaned.orientation, cleaned.uprightWidth, cleaned.uprightHeight], [6, 24, 40]);
    assert.deepEqual(cleaned.removed, ["exif", "gps", "thumbnail"]);
    assert.deepEqual(types(cleaned.bytes), ["IHDR", "eXIf", "IDAT", "IEND"]);
    assert.deepEqual(splitChunks(cleaned.bytes)[1]!.body, writeOrientation(6));
    assert.equal(cleaned.details.camera?.model, "Lumen One");
    const shown = await decodedPixels(cleaned.bytes);
    assert.deepEqual([shown.width, shown.height], [24, 40]);
  }
});

test("a known profile becomes our own, an unknown one goes to the decoder alone", () => {
  const known = clean(
    withChunks(png, "IDAT", [iccp(strangersProfile({ colorants: DISPLAY_P3 })), chunk("sRGB", "\0")]),
  );
  assert.deepEqual([known.colour, known.removed], ["display-p3", []]);
  assert.ok(known.bytes.includes(standardProfile("display-p3")));
  assert.deepEqual(types(known.bytes), ["IHDR", "iCCP", "IDAT", "IEND"]);

  const profile = iccp(strangersProfile({ colorants: PRO_PHOTO }));
  const unknown = clean(withChunks(png, "IDAT", [profile, chunk("tEXt", MARK)]));
  assert.deepEqual([unknown.colour, unknown.removed], ["other", ["icc-private", "text"]]);
  assert.deepEqual(unknown.bytes, png);
  assert.deepEqual(unknown.decoderBytes, withChunks(png, "IDAT", [profile]));

  const named = clean(withChunks(png, "IDAT", [chunk("cICP", "\x0c\x0d\x00\x01")]));
  assert.equal(named.colour, "display-p3");
  const grey = iccp(strangersProfile({ space: "GRAY" }));
  assert.equal(clean(withChunks(plainPng({ colourType: 0 }), "IDAT", [grey])).colour, "grey");
  assert.deepEqual(clean(withChunks(png, "IDAT", [grey])).removed, ["icc-private"]);
});

test("an animation stays whole, whether or not the still picture is part of it", () => {
  for (const [hiddenPicture, frames] of [
    [false, 3],
    [true, 2],
  ] as const) {
    const file = plainApng({ frames, hiddenPicture });
    const cleaned = clean(withChunks(file, "fdAT", [chunk("tEXt", MARK)]));
    assert.deepEqual([cleaned.bytes, cleaned.frames, cleaned.animated], [file, frames, true]);
  }
  assert.deepEqual(
    [clean(plainApng({ frames: 1 })).frames, clean(plainApng({ frames: 1 })).animated],
    [1, false],
  );
});

test("an animation that is not what it says is left out, and the still picture stays", () => {
  const chunks = splitChunks(plainApng());
  const [header, control, own, picture, second, pixels, third, lastPixels, end] = chunks;
  const around = (...between: (typeof chunks)[number][]) =>
    joinChunks([header!, control!, own!, picture!, ...between, end!]);
  const cases = {
    "a frame more than there is": plainApng({ claimedFrames: 4 }),
    "four thousand million frames": plainApng({ claimedFrames: 0xffffffff }),
    "no frames": plainApng({ claimedFrames: 0 }),
    "a sequence number twice": around(second!, pixels!, second!, lastPixels!),
    "frames in the wrong order": around(third!, lastPixels!, second!, pixels!),
    "a frame outside the canvas": around(frameControl(1, 8, 8, 33, 0), pixels!, third!, lastPixels!),
    "a frame whose offset overflows": around(
      frameControl(1, 8, 8, 0xfffffffe, 0),
      pixels!,
      third!,
      lastPixels!,
    ),
    "a frame of no size": around(frameControl(1, 0, 8), pixels!, third!, lastPixels!),
    "a frame without pixels": around(second!, third!, lastPixels!),
    "a first frame smaller than the canvas": joinChunks([
      header!,
      control!,
      frameControl(0, 8, 8),
      ...chunks.slice(3),
    ]),
    "a control behind the picture": joinChunks([header!, picture!, control!, end!]),
    "two controls": joinChunks([header!, control!, ...chunks.slice(1)]),
    "frames without a control": joinChunks([header!, ...chunks.slice(2)]),
  };
  for (const [name, file] of Object.entries(cases)) {
    const cleaned = clean(file);
    assert.deepEqual([cleaned.bytes, cleaned.frames, cleaned.removed], [png, 1, ["unknown-segment"]], name);
  }
});

test("a palette longer than its indices can reach is cut to what they reach", async () => {
  const long = joinChunks(
    splitChunks(palettePng).map((part) =>
      part.type === "PLTE" ? chunk("PLTE", Buffer.concat([part.body, Buffer.alloc(33, MARK)])) : part,
    ),
  );
  assert.deepEqual(clean(long).bytes, palettePng);
  assert.deepEqual(await decodedPixels(long), await decodedPixels(palettePng));
});

test("a PNG that is damaged, cut, or beyond the limits is refused by its code", () => {
  const [header, ...rest] = splitChunks(png);
  const withHeader = (at: number, ...bytes: readonly number[]) => {
    const body = Buffer.from(header!.body);
    body.set(bytes, at);
    return joinChunks([{ ...header!, body }, ...rest]);
  };
  const parts = splitChunks(plainPng({ partBytes: 200 }));
  const flipped = (at: number) => {
    const file = Buffer.from(png);
    file[at]! ^= 1;
    return file;
  };
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ["without IEND", png.subarray(0, -12), "image.truncated"],
    ["cut inside IDAT", png.subarray(0, 100), "image.truncated"],
    ["the signature alone", png.subarray(0, 8), "image.truncated"],
    [
      "a length of 2 GB",
      Buffer.concat([png.subarray(0, 33), u32(0x7fffffff), png.subarray(37)]),
      "image.truncated",
    ],
    [
      "a length beyond 2 GB",
      Buffer.concat([png.subarray(0, 33), u32(0xffffffff), png.subarray(37)]),
      "image.malformed",
    ],
    ["too little data for its size", withHeader(0, 0, 0, 0x1f, 0x40, 0, 0, 0x13, 0x88), "image.truncated"],
    ["IHDR checksum", flipped(30), "image.malformed"],
    ["IDAT checksum", flipped(60), "image.malformed"],
    [
      "a checksum of a chunk that is left out",
      Buffer.from(
        withChunks(png, "IDAT", [chunk("tEXt", "a\0b")])
          .toString("latin1")
          .replace("a\0b", "a\0c"),
        "latin1",
      ),
      "image.malformed",
    ],
    ["IDAT first", joinChunks([rest[0]!, header!, ...rest]), "image.malformed"],
    ["two IHDR", joinChunks([header!, header!, ...rest]), "image.malformed"],
    ["two PLTE", withChunks(palettePng, "PLTE", [chunk("PLTE", "abc")]), "image.malformed"],
    ["PLTE behind the picture", withChunks(palettePng, "IEND", [chunk("PLTE", "abc")]), "image.malformed"],
    ["no PLTE", joinChunks(splitChunks(palettePng).filter(({ type }) => type !== "PLTE")), "image.malformed"],
    ["PLTE of 10 bytes", withChunks(png, "IDAT", [chunk("PLTE", "0123456789")]), "image.malformed"],
    ["no IDAT", joinChunks([header!, chunk("IEND")]), "image.malformed"],
    [
      "IDAT in two places",
      joinChunks([...parts.slice(0, 2), chunk("tEXt", "a\0b"), ...parts.slice(2)]),
      "image.malformed",
    ],
    ["an unknown critical chunk", withChunks(png, "IDAT", [chunk("CgBI", "abcd")]), "image.malformed"],
    ["a chunk name that is none", withChunks(png, "IDAT", [chunk("a b\0")]), "image.malformed"],
    ["IEND with a body", joinChunks([header!, rest[0]!, chunk("IEND", MARK)]), "image.malformed"],
    ["depth 0", withHeader(8, 0), "image.malformed"],
    ["colour type 1", withHeader(9, 1), "image.malformed"],
    ["compression 1", withHeader(10, 1), "image.malformed"],
    ["interlace 2", withHeader(12, 2), "image.malformed"],
    ["width 0", withHeader(0, 0, 0, 0, 0), "image.malformed"],
    ["a negative width", withHeader(0, 0xff), "image.malformed"],
    ["2 thousand million pixels wide", withHeader(0, 0x7f, 0xff, 0xff, 0xff), "image.too-many-pixels"],
    ["12,000 by 12,000", withHeader(0, 0, 0, 0x2e, 0xe0, 0, 0, 0x2e, 0xe0), "image.too-many-pixels"],
    ["501 frames", plainApng({ frames: 501 }), "image.too-many-frames"],
    [
      "a profile that inflates to 100 MB",
      withChunks(png, "IDAT", [iccp(Buffer.alloc(100 << 20))]),
      "image.too-complex",
    ],
    [
      "60,000 chunks",
      withChunks(
        png,
        "IDAT",
        Array.from({ length: 60_000 }, () => chunk("teSt")),
      ),
      "image.too-complex",
    ],
    ["33 MB of text", withChunks(png, "IDAT", [chunk("tEXt", Buffer.alloc(33 << 20))]), "image.too-complex"],
  ];
  for (const [name, file, code] of cases)
    assert.throws(() => clean(file), { name: "ImageRefused", code }, name);
});

test("compressed data that no picture of that size could need is refused", () => {
  const withTail = (tailBytes: number) =>
    joinChunks(
      splitChunks(plainPng({ depth: 16, colourType: 6 })).map(({ type, body }) =>
        chunk(type, type === "IDAT" ? Buffer.concat([body, Buffer.alloc(tailBytes, 0x55)]) : body),
      ),
    );
  assert.doesNotThrow(() => cleanImage(withTail(20_000), defaultImageLimits));
  assert.throws(() => cleanImage(withTail(200_000), defaultImageLimits), { code: "image.malformed" });
});
