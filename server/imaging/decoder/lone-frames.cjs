"use strict";
// Takes the frames of an animated WebP or PNG apart, each as a still file of its own, so that all of them can be
// decoded in the memory of one. (libvips keeps a whole WebP animation in memory, and reads only an animated PNG's
// still.) The containers have been rewritten by the server before: lengths are sound, order is as specified.

const { crc32 } = require("node:zlib");

const pngSignatureBytes = 8;

function* pngChunks(bytes) {
  for (let at = pngSignatureBytes; at + 12 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    yield { type: bytes.toString("latin1", at + 4, at + 8), body: bytes.subarray(at + 8, at + 8 + size) };
    at += 12 + size;
  }
}

function pngChunk(type, body) {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length);
  chunk.write(type, 4, "latin1");
  body.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

/** The frames that come after the still picture of an animated PNG. */
function* pngFrames(bytes) {
  const shared = [];
  let header = null;
  let control = null;
  let pixels = [];
  for (const { type, body } of pngChunks(bytes)) {
    if (type === "IHDR") header = body;
    if (type === "PLTE" || type === "tRNS") shared.push(pngChunk(type, body));
    if (type === "fdAT") pixels.push(body.subarray(4));
    if ((type === "fcTL" || type === "IEND") && pixels.length > 0) {
      // Width and height are the frame's own, depth and colour type the file's.
      const own = pngChunk("IHDR", Buffer.concat([control.subarray(4, 12), header.subarray(8)]));
      const data = pngChunk("IDAT", Buffer.concat(pixels));
      yield Buffer.concat([
        bytes.subarray(0, pngSignatureBytes),
        own,
        ...shared,
        data,
        pngChunk("IEND", Buffer.alloc(0)),
      ]);
      pixels = [];
    }
    if (type === "fcTL") control = body;
  }
}

function* webpChunks(bytes) {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size;
    yield {
      type: bytes.toString("latin1", at, at + 4),
      body: bytes.subarray(at + 8, end),
      whole: bytes.subarray(at, end + (size & 1)),
    };
    at = end + (size & 1);
  }
}

function webpFile(pieces) {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 4);
  const head = Buffer.from("RIFF....WEBP", "latin1");
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, ...pieces]);
}

/** Says that there is transparency, and the size, which is written the same way in a frame's header. */
function webpExtension(frameHeader) {
  const chunk = Buffer.from("VP8X............\0\0", "latin1").fill(0, 4);
  chunk.writeUInt32LE(10, 4);
  chunk[8] = 0x10;
  frameHeader.copy(chunk, 12, 6, 12);
  return chunk;
}

/** All frames of an animated WebP. */
function* webpFrames(bytes) {
  for (const { type, body } of webpChunks(bytes.subarray(12))) {
    if (type !== "ANMF") continue;
    const parts = [...webpChunks(body.subarray(16))];
    const hasAlpha = parts.some((part) => part.type === "ALPH");
    const pieces = parts.map((part) => part.whole);
    yield webpFile(hasAlpha ? [webpExtension(body), ...pieces] : pieces);
  }
}

module.exports = { pngFrames, webpFrames };
