import assert from "node:assert/strict";
import { test } from "node:test";
import { DISPLAY_P3, PRO_PHOTO, strangersProfile } from "../../tests/support/make-images/colour-profiles.ts";
import { decodedPixels } from "../../tests/support/make-images/decoded-pixels.ts";
import { exifStructure, phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import {
  exifSegment,
  joinSegments,
  plainJpeg,
  profileSegments,
  type Segment,
  segment,
  splitSegments,
  withSegments,
} from "../../tests/support/make-images/jpeg-file.ts";
import { cleanImage } from "./clean-image.ts";
import { writeOrientation } from "./exif.ts";
import { defaultImageLimits } from "./image-limits.ts";
import { standardProfile } from "./standard-profiles.ts";

const MARK = "SECRET-MARK";
const jpeg = await plainJpeg();
const progressive = await plainJpeg({ progressive: true });
const clean = (file: Buffer) => cleanImage(file, defaultImageLimits);

test("every part that is not the picture is left out and named", async () => {
  const jfif = Buffer.concat([
    Buffer.from("JFIF\0\x01\x02\x01\0\x48\0\x48\x02\x02", "latin1"),
    Buffer.alloc(12, MARK),
  ]);
  const parts: readonly (readonly [Segment, string])[] = [
    [segment(0xe0, jfif), "thumbnail"],
    [segment(0xe0, `JFXX\0\x10${MARK}`), "thumbnail"],
    [exifSegment(phoneExif(MARK)), "exif"],
    [segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x>${MARK}</x>`), "xmp"],
    [segment(0xe1, `http://ns.adobe.com/xmp/extension/\0${MARK}`), "xmp"],
    [segment(0xe2, `MPF\0MM\0*${MARK}`), "unknown-segment"],
    [segment(0xe9, MARK), "unknown-segment"],
    [segment(0xed, `Photoshop 3.0\x008BIM${MARK}`), "iptc"],
    [segment(0xfe, MARK), "comment"],
    [segment(0xee, `Adobe${MARK.slice(0, 6)}\x01${MARK}`), "nothing"],
  ];
  for (const [part, kind] of parts) {
    const dirty = withSegments(jpeg, [part]);
    const cleaned = clean(dirty);
    assert.equal(cleaned.bytes.includes(MARK.slice(0, 6)), false, kind);
    if (kind !== "nothing")
      assert.ok(
        cleaned.removed.some((removed) => removed === kind),
        kind,
      );
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(dirty), kind);
  }
  const everything = clean(
    withSegments(
      jpeg,
      parts.map(([part]) => part),
      MARK,
    ),
  );
  assert.equal(everything.bytes.includes(MARK), false);
  assert.deepEqual(everything.removed, [
    "comment",
    "exif",
    "gps",
    "iptc",
    "thumbnail",
    "trailing-data",
    "unknown-segment",
    "xmp",
  ]);
});

test("a part between two scans is left out like one before them", () => {
  const [first, ...others] = splitSegments(progressive).reverse();
  const between = joinSegments([
    ...others.reverse(),
    segment(0xfe, MARK),
    segment(0xe1, `Exif\0\0${MARK}`),
    first!,
  ]);
  const cleaned = clean(between);
  assert.equal(cleaned.bytes.includes(MARK), false);
  assert.deepEqual(cleaned.removed, ["comment", "exif"]);
});

test("orientation survives as the one Exif tag, and pixels come out upright as before", async () => {
  for (const orientation of [2, 3, 4, 5, 6, 7, 8] as const) {
    const dirty = withSegments(jpeg, [exifSegment(phoneExif(MARK, orientation))]);
    const cleaned = clean(dirty);
    assert.equal(cleaned.orientation, orientation);
    assert.deepEqual([cleaned.width, cleaned.height], [96, 64]);
    assert.deepEqual([cleaned.uprightWidth, cleaned.uprightHeight], orientation < 5 ? [96, 64] : [64, 96]);
    const exif = splitSegments(cleaned.bytes).filter(({ marker }) => marker === 0xe1);
    assert.equal(exif.length, 1);
    assert.deepEqual(exif[0]?.body.subarray(6), writeOrientation(orientation));
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(dirty));
    assert.deepEqual(clean(cleaned.bytes).removed, []);
  }
});

test("of two Exif segments the first counts", () => {
  const two = [exifSegment(writeOrientation(3)), exifSegment(writeOrientation(6))];
  const cleaned = clean(withSegments(jpeg, two));
  assert.equal(cleaned.orientation, 3);
  assert.deepEqual(cleaned.removed, ["exif"]);
});

test("a known colour profile becomes our own, in one part or in many", () => {
  const profile = strangersProfile({
    colorants: DISPLAY_P3,
    tags: [["zzzz", Buffer.from(`text\0\0\0\0${MARK}`)]],
  });
  for (const partBytes of [60_000, 700]) {
    const cleaned = clean(withSegments(jpeg, profileSegments(profile, partBytes)));
    assert.equal(cleaned.colour, "display-p3");
    assert.ok(cleaned.bytes.includes(standardProfile("display-p3")));
    assert.equal(cleaned.bytes.includes(MARK), false);
    assert.equal(cleaned.decoderBytes, cleaned.bytes);
    assert.deepEqual(cleaned.removed, []);
  }
});

test("an unknown colour profile is dropped from the original and left for the decoder alone", async () => {
  const profile = strangersProfile({ colorants: PRO_PHOTO });
  const dirty = withSegments(jpeg, [segment(0xfe, MARK), ...profileSegments(profile, 700)]);
  const cleaned = clean(dirty);
  assert.equal(cleaned.colour, "other");
  assert.deepEqual(cleaned.removed, ["comment", "icc-private"]);
  assert.equal(cleaned.bytes.includes("ICC_PROFILE"), false);
  assert.ok(cleaned.decoderBytes.includes(profile));
  assert.equal(cleaned.decoderBytes.includes(MARK), false);
  assert.deepEqual(await decodedPixels(cleaned.decoderBytes), await decodedPixels(dirty));
});

test("a profile that is damaged, incomplete or for other channels reaches nobody", () => {
  const profile = strangersProfile({ colorants: PRO_PHOTO });
  const parts = profileSegments(profile, 700);
  const cases = [
    parts.slice(1),
    [...parts, parts[0]!],
    profileSegments(profile.subarray(0, 140)),
    profileSegments(Buffer.alloc(3000, 0x5a)),
    profileSegments(strangersProfile({ space: "CMYK" })),
    profileSegments(strangersProfile({ space: "GRAY" })),
  ];
  for (const segments of cases) {
    const cleaned = clean(withSegments(jpeg, segments));
    assert.equal(cleaned.colour, "unlabelled");
    assert.deepEqual(cleaned.removed, ["icc-private"]);
    assert.equal(cleaned.decoderBytes.includes("ICC_PROFILE"), false);
  }
});

test("grey, CMYK and progressive files keep what makes their colours", async () => {
  for (const space of ["grey", "cmyk"] as const) {
    const file = await plainJpeg({ space });
    const cleaned = clean(file);
    assert.equal(cleaned.colour, space === "cmyk" ? "cmyk" : "unlabelled");
    assert.equal(cleaned.bytes.includes("Adobe"), file.includes("Adobe"), space);
    assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(file), space);
  }
  const cleaned = clean(progressive);
  assert.equal(cleaned.scans, splitSegments(progressive).filter(({ marker }) => marker === 0xda).length);
  assert.ok(cleaned.scans > 3);
  assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(progressive));
});

test("tables that no scan uses, and tables that are overwritten, are not kept", async () => {
  const freight = segment(0xdb, Buffer.concat([Buffer.from([3]), Buffer.alloc(64, MARK)]));
  const huffman = segment(
    0xc4,
    Buffer.concat([Buffer.from([0x13]), Buffer.alloc(15), Buffer.from([40]), Buffer.alloc(40, MARK)]),
  );
  const overwritten = segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, MARK)]));
  const dirty = withSegments(jpeg, [freight, huffman, overwritten]);
  const cleaned = clean(dirty);
  assert.equal(cleaned.bytes.includes(MARK), false);
  assert.deepEqual(await decodedPixels(cleaned.bytes), await decodedPixels(jpeg));
});

test("fill bytes before a marker and stray bytes between segments are no reason to refuse", async () => {
  const filled = Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(60_000, 0xff), jpeg.subarray(2)]);
  assert.deepEqual(clean(filled).bytes, clean(jpeg).bytes);
  const first = 4 + splitSegments(jpeg)[0]!.body.length;
  const stray = Buffer.concat([jpeg.subarray(0, 2 + first), Buffer.from(MARK), jpeg.subarray(2 + first)]);
  assert.deepEqual(clean(stray).bytes, clean(jpeg).bytes);
  assert.deepEqual(clean(stray).removed, ["unknown-segment"]);
});

test("a file with nothing to remove keeps its coded bytes, and cleaning again changes nothing", () => {
  for (const file of [jpeg, progressive]) {
    const once = clean(file);
    assert.deepEqual(once.removed, []);
    assert.deepEqual(clean(once.bytes).bytes, once.bytes);
    const coded = (from: Buffer) => splitSegments(from).filter(({ marker }) => marker === 0xda);
    assert.deepEqual(coded(once.bytes), coded(file));
  }
});

test("a JPEG that is damaged, cut, or beyond the limits is refused by its code", async () => {
  const parts = splitSegments(jpeg);
  const at = (marker: number) => parts.findIndex((part) => part.marker === marker);
  const without = (marker: number) => joinSegments(parts.filter((part) => part.marker !== marker));
  const changed = (marker: number, change: (body: Buffer) => void) => {
    const body = Buffer.from(parts[at(marker)]!.body);
    change(body);
    return joinSegments(parts.map((part) => (part.marker === marker ? { ...part, body } : part)));
  };
  const renamed = (marker: number, to: number) =>
    joinSegments(parts.map((part) => (part.marker === marker ? { ...part, marker: to } : part)));
  const manyScans = splitSegments(progressive).flatMap((part) =>
    part.marker === 0xda ? Array.from({ length: 30 }, () => part) : [part],
  );
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ["cut inside the scan", jpeg.subarray(0, -40), "image.truncated"],
    ["cut inside a segment", jpeg.subarray(0, 60), "image.truncated"],
    ["without an end", jpeg.subarray(0, -2), "image.truncated"],
    ["the first three bytes", jpeg.subarray(0, 3), "image.truncated"],
    [
      "progressive, one component never scanned",
      joinSegments(
        splitSegments(await plainJpeg({ progressive: true })).filter(
          (part) => part.marker !== 0xda || part.body.readUInt16BE(0) === 0x0101,
        ),
      ),
      "image.truncated",
    ],
    ["no frame", without(0xc0), "image.malformed"],
    ["no scan", without(0xda), "image.malformed"],
    ["no quantisation", without(0xdb), "image.malformed"],
    [
      "two frames",
      joinSegments([...parts.slice(0, at(0xc0)), parts[at(0xc0)]!, ...parts.slice(at(0xc0))]),
      "image.malformed",
    ],
    [
      "segment length 0",
      Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe5, 0, 0]), jpeg.subarray(2)]),
      "image.malformed",
    ],
    ["a start inside the scan", Buffer.concat([jpeg.subarray(0, -20), jpeg]), "image.malformed"],
    ["255 components", changed(0xc0, (body) => body.writeUInt8(255, 5)), "image.malformed"],
    ["height 0", changed(0xc0, (body) => body.writeUInt16BE(0, 1)), "image.malformed"],
    ["sampling 0", changed(0xc0, (body) => body.writeUInt8(0, 7)), "image.malformed"],
    ["Huffman counts that overflow", changed(0xc4, (body) => body.fill(0xff, 1, 17)), "image.malformed"],
    ["a scan that names no component", changed(0xda, (body) => body.writeUInt8(99, 1)), "image.malformed"],
    ["the same component scanned twice", joinSegments([...parts, parts[at(0xda)]!]), "image.malformed"],
    ["12 bits", changed(0xc0, (body) => body.writeUInt8(12, 0)), "image.unsupported"],
    ["lossless", renamed(0xc0, 0xc3), "image.unsupported"],
    ["arithmetic", renamed(0xc0, 0xc9), "image.unsupported"],
    ["hierarchical", renamed(0xc0, 0xc5), "image.unsupported"],
    ["65,535 pixels wide", changed(0xc0, (body) => body.writeUInt16BE(65_535, 3)), "image.too-many-pixels"],
    [
      "16,000 by 16,000",
      changed(0xc0, (body) => body.fill(Buffer.from([0x3e, 0x80]), 1, 5)),
      "image.too-many-pixels",
    ],
    ["300 scans", joinSegments(manyScans), "image.too-complex"],
    [
      "a colour profile of 2 MB",
      withSegments(jpeg, profileSegments(Buffer.alloc(2 << 20))),
      "image.too-complex",
    ],
    [
      "60,000 comments",
      withSegments(
        jpeg,
        Array.from({ length: 60_000 }, () => segment(0xfe, "")),
      ),
      "image.too-complex",
    ],
    [
      "33 MB of comments",
      withSegments(
        jpeg,
        Array.from({ length: 530 }, () => segment(0xfe, Buffer.alloc(65_000))),
      ),
      "image.too-complex",
    ],
  ];
  for (const [name, file, code] of cases)
    assert.throws(() => clean(file), { name: "ImageRefused", code }, name);
});

test("details are read from Exif, and none of them is in the clean file", () => {
  const cleaned = clean(withSegments(jpeg, [exifSegment(phoneExif(MARK, 6))]));
  assert.deepEqual(cleaned.details, {
    takenAt: { local: "2024-07-01T18:30:05", offset: "+02:00" },
    camera: { make: "Lumen", model: "Lumen One", lens: "Lumen back camera" },
    exposure: { iso: 200, fNumber: 1.8, seconds: 0.008, focalLengthMm: 4.2 },
    place: { latitude: -33.8598333, longitude: 151.2111667, altitude: 58.5 },
  });
  for (const word of ["Lumen", "2024", MARK]) assert.equal(cleaned.bytes.includes(word), false);
  assert.deepEqual(clean(withSegments(jpeg, [exifSegment(exifStructure({}))])).details, {
    takenAt: null,
    camera: null,
    place: null,
  });
});
