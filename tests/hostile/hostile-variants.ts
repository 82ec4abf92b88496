// More of the kinds in hostile-files.ts, in the ways that attackers vary them: what is two formats at once, counts
// and lengths that promise what is not there, structures inside themselves, bombs of every format.

import { deflateSync } from "node:zlib";
import { exifStructure } from "../support/make-images/exif-structure.ts";
import { extension, frame, plainGif, screen, TRAILER } from "../support/make-images/gif-file.ts";
import {
  av1Tile,
  gridData,
  HEIC_BRANDS,
  HEVC_TILE,
  heifBox,
  heifFile,
  size,
  uintBytes,
} from "../support/make-images/heif-file.ts";
import {
  exifSegment,
  joinSegments,
  plainJpeg,
  profileSegments,
  segment,
  splitSegments,
  withSegments,
} from "../support/make-images/jpeg-file.ts";
import {
  chunk,
  frameControl,
  joinChunks,
  plainPng,
  u32,
  withChunks,
} from "../support/make-images/png-file.ts";
import {
  ANIMATION,
  animationFrame,
  animationHeader,
  extended,
  joinRiff,
  pictureOf,
  plainWebp,
  riff,
} from "../support/make-images/webp-file.ts";
import type { HostileFile } from "./hostile-files.ts";

const text = (words: string) => Buffer.from(words, "latin1");
const repeated = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const must = (files: Readonly<Record<string, Buffer>>): HostileFile[] =>
  Object.entries(files).map(([name, bytes]) => ({ name, bytes, mustBeRefused: true, marker: "" }));
/** The marker is the file's name. */
const may = (files: Readonly<Record<string, (marker: string) => Buffer>>): HostileFile[] =>
  Object.entries(files).map(([name, make]) => {
    const marker = `SLV-${name.replaceAll(".", "-")}`;
    return { name, bytes: make(marker), mustBeRefused: false, marker };
  });

async function jpegs(): Promise<readonly HostileFile[]> {
  const plain = await plainJpeg();
  const segments = splitSegments(plain);
  const frameAt = segments.findIndex(({ marker }) => marker === 0xc0);
  const scan = segments.findLast(({ marker }) => marker === 0xda)!;
  const progressive = splitSegments(await plainJpeg({ progressive: true }));
  const lastScan = progressive.findLast(({ marker }) => marker === 0xda)!;
  const withFrame = (change: (body: Buffer) => void) =>
    segments.map((one, i) => {
      if (i !== frameAt) return one;
      const body = Buffer.from(one.body);
      change(body);
      return { ...one, body };
    });
  const lines = segment(0xdc, Buffer.from([0, 64]));
  const bomb = Buffer.alloc(900_000, 0x41);
  return [
    ...must({
      "ten-thousand-scans.jpg": joinSegments([...progressive, ...repeated(10_000, () => lastScan)]),
      "lines-later.jpg": joinSegments([...withFrame((body) => body.writeUInt16BE(0, 1)), lines]),
      "wide-as-can-be.jpg": joinSegments(withFrame((body) => body.writeUInt32BE(0xffffffff, 1))),
      "no-components.jpg": joinSegments(withFrame((body) => body.writeUInt8(0, 5))),
      "two-frames.jpg": joinSegments([...segments.slice(0, frameAt + 1), ...segments.slice(frameAt)]),
      "sampled-by-fifteen.jpg": joinSegments(withFrame((body) => body.writeUInt8(0xff, 7))),
      "scan-of-nothing.jpg": joinSegments([...segments.slice(0, -1), { ...scan, entropy: Buffer.alloc(0) }]),
      "sixty-thousand-comments.jpg": withSegments(
        plain,
        repeated(60_000, () => segment(0xfe, "x")),
      ),
    }),
    ...may({
      "and-zip.jpg": (marker) => withSegments(plain, [], `PK\x03\x04${marker}PK\x05\x06${"\0".repeat(18)}`),
      "and-pdf.jpg": (marker) => withSegments(plain, [segment(0xfe, `%PDF-1.4\n${marker}`)], "%%EOF"),
      "and-another.jpg": (marker) => Buffer.concat([plain, withSegments(plain, [segment(0xfe, marker)])]),
      "profile-of-255-parts.jpg": (marker) =>
        withSegments(plain, profileSegments(Buffer.concat([bomb, text(marker)]), 3600)),
      "exif-in-itself.jpg": (marker) => {
        const exif = exifStructure({
          main: { 0x8769: { long: 8 }, 0x8825: { long: 8 }, 0x010e: { text: marker } },
        });
        return withSegments(plain, [exifSegment(exif)]);
      },
      "exif-without-end.jpg": (marker) => {
        const count = { type: 2, count: 0xffffffff, raw: Buffer.from([0, 0, 0, 8]) };
        return withSegments(plain, [
          exifSegment(exifStructure({ main: { 0x010f: count, 0x010e: { text: marker }, 0x9003: count } })),
        ]);
      },
    }),
  ];
}

function pngs(): readonly HostileFile[] {
  const plain = plainPng();
  const moving = (...chunks: Parameters<typeof withChunks>[2]) =>
    withChunks(
      withChunks(plain, "IDAT", [chunk("acTL", u32(2, 0)), frameControl(0, 40, 24)]),
      "IEND",
      chunks,
    );
  const zeros = deflateSync(Buffer.alloc(100_000_000));
  const inflating = (type: string, head: string) => (marker: string) =>
    withChunks(plain, "IDAT", [chunk(type, Buffer.concat([text(`${marker}${head}`), zeros]))]);
  const data = (sequence: number, words: string) =>
    chunk("fdAT", Buffer.concat([u32(sequence), text(words)]));
  return [
    ...must({
      "text-before-header.png": withChunks(plain, "IHDR", [chunk("tEXt", "a\0b")]),
      "no-bytes-of-picture.png": joinChunks([
        chunk("IHDR", Buffer.concat([u32(40, 24), Buffer.from([8, 2, 0, 0, 0])])),
        chunk("IDAT"),
        chunk("IEND"),
      ]),
      "html-before-all.png": Buffer.concat([text("<!doctype html>"), plain]),
      "sixty-thousand-chunks.png": withChunks(
        plain,
        "IDAT",
        repeated(60_000, () => chunk("tEXt", "a\0b")),
      ),
    }),
    ...may({
      "profile-bomb.png": inflating("iCCP", "\0\0"),
      "text-bomb.png": inflating("zTXt", "\0\0"),
      "words-bomb.png": inflating("iTXt", "\0\x01\0\0\0"),
      "frames-without-data.png": (marker) => moving(frameControl(1, 40, 24), chunk("tEXt", `a\0${marker}`)),
      "data-out-of-turn.png": (marker) => moving(frameControl(1, 40, 24), data(9, marker), data(2, marker)),
      "data-without-number.png": (marker) =>
        moving(frameControl(1, 40, 24), chunk("fdAT", marker.slice(0, 3))),
      "data-without-frame.png": (marker) => moving(data(1, marker)),
      "frame-outside.png": (marker) => moving(frameControl(1, 40, 24, 1, 0), data(2, marker)),
      "frame-of-2g.png": (marker) => moving(frameControl(1, 0x7fffffff, 0x7fffffff), data(2, marker)),
      "frames-4g.png": (marker) =>
        withChunks(plain, "IDAT", [
          chunk("acTL", u32(0xffffffff, 0)),
          frameControl(0, 40, 24),
          data(1, marker),
        ]),
    }),
  ];
}

function gifs(): readonly HostileFile[] {
  const endless = Buffer.concat([screen(), text("!\xfe"), Buffer.alloc(60_000, 0x01)]);
  return [
    ...must({
      "large-many-times.gif": Buffer.concat([
        screen(3000, 3000),
        ...repeated(40, () => frame({ width: 1, height: 1, delay: 1 })),
        TRAILER,
      ]),
      "comment-without-end.gif": endless,
      "sixty-thousand-comments.gif": Buffer.concat([
        screen(),
        ...repeated(60_000, () => extension(0xfe, "x")),
        frame(),
        TRAILER,
      ]),
      "frame-outside.gif": Buffer.concat([screen(), frame({ left: 1 }), TRAILER]),
      "frame-65535.gif": Buffer.concat([screen(65_535, 65_535), frame(), TRAILER]),
      "no-frame.gif": Buffer.concat([screen(), TRAILER]),
    }),
    ...may({
      "and-script.gif": (marker) =>
        Buffer.concat([
          screen(),
          extension(0xfe, `*/=1;alert("${marker}");/*`),
          frame(),
          TRAILER,
          text("*/"),
        ]),
      "and-jar.gif": (marker) => Buffer.concat([plainGif(), text(`PK\x03\x04META-INF/${marker}`)]),
    }),
  ];
}

async function webps(): Promise<readonly HostileFile[]> {
  const still = pictureOf(await plainWebp());
  const inner = animationFrame(still, 40, 24);
  return [
    ...must({
      "frame-in-frame.webp": joinRiff([
        extended(ANIMATION),
        animationHeader,
        ...repeated(2, () => animationFrame([inner], 40, 24)),
      ]),
      "sixty-thousand-chunks.webp": joinRiff([
        extended(0),
        ...repeated(60_000, () => riff("JUNK", "x")),
        ...still,
      ]),
      "canvas-alone.webp": joinRiff([extended(0)]),
      "two-pictures-two-sizes.webp": joinRiff([extended(0, 16_000, 16_000), ...still]),
    }),
    ...may({
      "chunks-behind.webp": (marker) =>
        joinRiff([extended(0), ...still, riff("JUNK", marker), riff("XMP ", marker)]),
      "picture-behind.webp": (marker) =>
        Buffer.concat([joinRiff(still), joinRiff([riff("EXIF", marker), ...still])]),
    }),
  ];
}

async function heifs(): Promise<readonly HostileFile[]> {
  const { settings, data } = await av1Tile();
  const item = { id: 1, type: "av01", data, properties: [size(64, 64), settings] };
  const sound = heifFile([item]);
  /** The same length, with a number somewhere behind the name of a box replaced. */
  const patched = (box: string, at: number, value: number, bytes: 2 | 4 = 2) => {
    const file = Buffer.from(sound);
    file.writeUIntBE(value, file.indexOf(box) + 4 + at, bytes);
    return file;
  };
  let nested: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 5000; depth++) nested = heifBox("moov", nested);
  const tiles = repeated(64, (i) => i + 2);
  const tile = { type: "hvc1", data: HEVC_TILE.data, properties: [size(64, 64), HEVC_TILE.settings] };
  const grid = { id: 1, type: "grid", data: gridData(8, 8, 512, 512), properties: [size(512, 512)] };
  const gridFile = heifFile([grid, ...tiles.map((id) => ({ ...tile, id }))], {
    brands: HEIC_BRANDS,
    references: [{ type: "dimg", from: 1, to: tiles }],
  });
  /** Every tile's place is the first one's, and as long as all of them. */
  const overlapping = Buffer.from(gridFile);
  const placesAt = overlapping.indexOf("iloc") + 12;
  const first = overlapping.readUInt32BE(placesAt + 16 + 8);
  for (let i = 1; i <= 64; i++) {
    overlapping.writeUInt32BE(first, placesAt + 16 * i + 8);
    overlapping.writeUInt32BE(60 * HEVC_TILE.data.length, placesAt + 16 * i + 12);
  }
  return [
    ...must({
      "items-65535.avif": patched("iinf", 4, 0xffff),
      "places-65535.avif": patched("iloc", 6, 0xffff),
      "properties-4g.avif": patched("ipma", 4, 0xffffffff, 4),
      "property-that-is-not-there.avif": patched("ipma", 11, 0xffff),
      "meta-4g.avif": patched("meta", -8, 0xffffffff, 4),
      "grid-of-itself.avif": heifFile([{ ...grid, data: gridData(1, 1, 512, 512) }], {
        references: [{ type: "dimg", from: 1, to: [1] }],
      }),
      "tiles-over-tiles.heic": overlapping,
      "half-of-the-tiles.heic": gridFile.subarray(0, gridFile.length - 32 * HEVC_TILE.data.length),
    }),
    ...may({
      "boxes-in-boxes.avif": (marker) => Buffer.concat([sound, nested, text(marker)]),
      "boxes-before.avif": (marker) => heifFile([item], { before: [nested, heifBox("free", text(marker))] }),
      "item-nobody-wants.avif": (marker) =>
        heifFile([item, { id: 2, type: "mime", contentType: "text/html", data: text(`<script>${marker}`) }]),
      "size-zero.avif": (marker) => Buffer.concat([sound, uintBytes(4, 0), text(`mdat${marker}`)]),
    }),
  ];
}

/** All of them. */
export async function hostileVariants(): Promise<readonly HostileFile[]> {
  return [...(await jpegs()), ...pngs(), ...gifs(), ...(await webps()), ...(await heifs())];
}
