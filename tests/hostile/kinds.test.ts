// Kinds of hostile files rather than files: each kind in every format, at several places and in several sizes. Of
// what no reader of containers can see (damage inside coded data) decoder-corpus.test.ts is the judge.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import sharp from "sharp";
import { cleanImage } from "../../server/imaging/clean-image.ts";
import { defaultImageLimits } from "../../server/imaging/image-limits.ts";
import { ImageRefused } from "../../server/imaging/image-refused.ts";
import { animatedGif, plainGif } from "../support/make-images/gif-file.ts";
import { plainJpeg } from "../support/make-images/jpeg-file.ts";
import { plainPng } from "../support/make-images/png-file.ts";
import { plainWebp } from "../support/make-images/webp-file.ts";

const MARKER = "SLMARK-kinds";
const SIZES = [0, 100, 70_000];
let sound: Readonly<Record<string, Buffer>>;
before(async () => {
  const drawn = sharp({ create: { width: 64, height: 48, channels: 3, background: "#6a8" } });
  sound = {
    jpeg: await plainJpeg(),
    "progressive jpeg": await plainJpeg({ progressive: true }),
    png: plainPng(),
    gif: plainGif(),
    "animated gif": animatedGif(),
    webp: await plainWebp(),
    "lossless webp": await drawn.webp({ lossless: true }).toBuffer(),
    avif: await drawn.avif({ effort: 0 }).toBuffer(),
  };
});

/** What cleaning made of a file: the clean bytes, or the code of its refusal. Anything else that is thrown fails. */
function outcomeOf(file: Buffer): Buffer | string {
  try {
    return cleanImage(file, defaultImageLimits).bytes;
  } catch (error) {
    assert.ok(error instanceof ImageRefused, String(error));
    return error.code;
  }
}

const hex = (text: string) => Buffer.from(text, "hex");
const filled = (start: Buffer, sizeBytes: number) => Buffer.concat([start, Buffer.alloc(sizeBytes, 0x20)]);

/** Beginnings of what is no picture of ours, whatever it is called. */
const OTHER_KINDS: Readonly<Record<string, Buffer>> = {
  "SVG behind a byte order mark": Buffer.from("\ufeff<svg xmlns='http://www.w3.org/2000/svg'/>"),
  "SVG behind spaces": Buffer.from(" \n<?xml version='1.0'?><svg/>"),
  HTML: Buffer.from("<html><script>"),
  PDF: Buffer.from("%PDF-1.7"),
  PostScript: Buffer.from("%!PS-Adobe-3.0"),
  "little-endian TIFF": hex("49492a0008000000"),
  "big-endian TIFF": hex("4d4d002a00000008"),
  BigTIFF: hex("49492b0008000000"),
  BMP: Buffer.from("BM......"),
  ICO: hex("00000100010010100000"),
  "JPEG 2000": hex("0000000c6a5020200d0a870a"),
  "JPEG XL": hex("0000000c4a584c200d0a870a"),
  "bare JPEG XL": hex("ff0a"),
  PSD: Buffer.from("8BPS"),
  EXR: hex("762f3101"),
  PPM: Buffer.from("P6\n1 1\n255\n..."),
  MVG: Buffer.from("push graphic-context"),
  MNG: hex("8a4d4e470d0a1a0a"),
  ELF: hex("7f454c46"),
  ZIP: hex("504b0304"),
  gzip: hex("1f8b08"),
  MP4: Buffer.concat([hex("00000018"), Buffer.from("ftypisom")]),
  QuickTime: Buffer.concat([hex("00000014"), Buffer.from("ftypqt  ")]),
  "a film in HEIF": Buffer.concat([hex("00000018"), Buffer.from("ftyphevc0000hevcmif1")]),
  "sound in RIFF": Buffer.from("RIFF....WAVE"),
};

test("what is no picture of ours is refused, whatever its size", () => {
  for (const [kind, start] of Object.entries(OTHER_KINDS)) {
    for (const size of SIZES) {
      const outcome = outcomeOf(filled(start, size));
      assert.match(
        String(outcome),
        /^image\.(?:unsupported|malformed|truncated)$/,
        `${kind} of ${size} bytes`,
      );
    }
  }
});

test("what lies behind a picture never stays, and a picture behind something else is none", () => {
  const freight = ["<?php system($_GET[0]);", "<!doctype html><script>", "PK\x03\x04", "\0\0\0\x18ftypmp42"];
  for (const [format, file] of Object.entries(sound)) {
    const clean = outcomeOf(file);
    for (const start of freight) {
      for (const size of SIZES) {
        const load = Buffer.concat([filled(Buffer.from(start, "latin1"), size), Buffer.from(MARKER)]);
        assert.deepEqual(outcomeOf(Buffer.concat([file, load])), clean, `${start} behind ${format}`);
        assert.equal(typeof outcomeOf(Buffer.concat([load, file])), "string", `${start} before ${format}`);
      }
    }
  }
});

test("a picture that is cut anywhere in its container is refused", () => {
  for (const [format, file] of Object.entries(sound)) {
    for (let length = 0; length < file.length; length += Math.max(1, Math.floor(file.length / 300))) {
      assert.equal(typeof outcomeOf(file.subarray(0, length)), "string", `${format} of ${length} bytes`);
    }
  }
});

test("any byte of a header may be anything: the file is taken or refused, and nothing else happens", () => {
  for (const file of Object.values(sound)) {
    for (let at = 0; at < Math.min(file.length, 400); at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(file);
        changed[at] = value;
        outcomeOf(changed);
      }
    }
  }
});
