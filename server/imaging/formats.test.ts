import assert from "node:assert/strict";
import { test } from "node:test";
import { plainGif } from "../../tests/support/make-images/gif-file.ts";
import { plainJpeg } from "../../tests/support/make-images/jpeg-file.ts";
import { plainPng } from "../../tests/support/make-images/png-file.ts";
import { plainWebp } from "../../tests/support/make-images/webp-file.ts";
import { formatOf } from "./formats.ts";

const box = (brands: string, size = 8 + brands.length) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write("ftyp", 4);
  return Buffer.concat([head, Buffer.from(brands, "latin1")]);
};

test("each format is told by its signature", async () => {
  assert.equal(formatOf(await plainJpeg()), "jpeg");
  assert.equal(formatOf(plainPng()), "png");
  assert.equal(formatOf(plainGif()), "gif");
  assert.equal(formatOf(await plainWebp()), "webp");
  assert.equal(formatOf(box("avif\0\0\0\0mif1avif")), "avif");
  assert.equal(formatOf(box("mif1\0\0\0\0mif1miafavif")), "avif");
  assert.equal(formatOf(box("avis\0\0\0\0msf1")), "avif");
  assert.equal(formatOf(box("heic\0\0\0\0mif1heic")), "heic");
  assert.equal(formatOf(box("mif1\0\0\0\0mif1heic")), "heic");
});

test("what is none of our formats is none, whatever a decoder could make of it", () => {
  const others = {
    nothing: "",
    "one byte": "\xff",
    SVG: "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "SVG behind an XML head": "<?xml version='1.0'?><svg/>",
    HTML: "<!doctype html><script>1</script>",
    PDF: "%PDF-1.7\n",
    "TIFF, little": "II*\0\x08\0\0\0",
    "TIFF, big": "MM\0*\0\0\0\x08",
    MVG: "push graphic-context\n",
    PHP: "<?php 1;",
    ELF: "\x7fELF\x02\x01\x01",
    "a Windows program": "MZ\x90\0",
    ZIP: "PK\x03\x04",
    gzip: "\x1f\x8b\x08",
    BMP: "BM\0\0\0\0",
    ICO: "\0\0\x01\0\x01\0",
    "JPEG 2000": "\0\0\0\x0cjP  \r\n\x87\n",
    "JPEG XL": "\xff\x0a",
    MNG: "\x8aMNG\r\n\x1a\n",
    "a PNG sent as text": "\x89PNG\n\x1a\n\0\0\0\rIHDR",
    "GIF of another year": "GIF90a",
    "a sound in RIFF": "RIFF\x24\0\0\0WAVEfmt ",
    "a JPEG behind a space": " \xff\xd8\xff\xe0",
  };
  for (const [name, text] of Object.entries(others))
    assert.equal(formatOf(Buffer.from(text, "latin1")), null, name);
  assert.equal(formatOf(box("isom\0\0\0\0isommp42")), null);
  assert.equal(formatOf(box("mif1\0\0\0\0mif1")), null);
  assert.equal(formatOf(box("avif\0\0\0\0", 0xffffffff)), null);
  assert.equal(formatOf(box(`isom\0\0\0\0${"mp42".repeat(100)}avif`)), null);
});
