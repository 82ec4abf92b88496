"use strict";
// The process that decodes HEIC and nothing else: libheif and libde265 in WebAssembly, in one thread, with no leave
// to start another. What it gives is a plain PNG of the pixels, which the ordinary decoder goes on from.

const { readFileSync } = require("node:fs");
const { crc32, deflateSync } = require("node:zlib");
const { die, dropPermissions } = require("./prelude.cjs");
const { findEscapes } = require("./escapes.cjs");
const { readJob, writeAnswer } = require("./frames.cjs");

process.on("uncaughtException", die);

/** Pictures more than twice as wide as any rendition come out smaller by a whole factor. */
const enoughPixels = 2000;
const channels = { opaque: 3, alpha: 4 };

function pixelsOf(libheif, bytes, job) {
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  const [width, height] = [image.get_width(), image.get_height()];
  if (width !== job.width || height !== job.height) throw new Error("another size");
  return new Promise((resolve, reject) => {
    const target = { data: new Uint8ClampedArray(4 * width * height), width, height };
    image.display(target, (shown) => (shown ? resolve(shown) : reject(new Error("no pixels"))));
  });
}

/** True when no pixel lets anything through. */
function isOpaque({ data }) {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** Rows of a PNG, each behind its filter byte; every pixel the mean of `factor` by `factor`. */
function rowsOf({ data, width }, outWidth, outHeight, factor, channelCount) {
  const rowBytes = 1 + outWidth * channelCount;
  const rows = Buffer.alloc(rowBytes * outHeight);
  const area = factor * factor;
  const sums = new Uint32Array(channelCount);
  for (let y = 0; y < outHeight; y++) {
    let to = y * rowBytes + 1;
    for (let x = 0; x < outWidth; x++) {
      sums.fill(0);
      for (let dy = 0; dy < factor; dy++) {
        let from = 4 * ((y * factor + dy) * width + x * factor);
        for (let dx = 0; dx < factor; dx++, from += 4) {
          for (let c = 0; c < channelCount; c++) sums[c] += data[from + c];
        }
      }
      for (let c = 0; c < channelCount; c++) rows[to++] = (sums[c] + (area >> 1)) / area;
    }
  }
  return rows;
}

function chunk(type, body) {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(body.length);
  whole.write(type, 4, "latin1");
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
}

function asPng(shown) {
  const factor = Math.max(1, Math.floor(Math.max(shown.width, shown.height) / enoughPixels));
  const [width, height] = [shown.width, shown.height].map((side) => Math.max(1, Math.floor(side / factor)));
  const opaque = isOpaque(shown);
  const rows = rowsOf(
    shown,
    width,
    height,
    Math.min(factor, shown.width, shown.height),
    opaque ? channels.opaque : channels.alpha,
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, opaque ? 2 : 6], 8);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  // Stored, not compressed: it lives for a moment, in memory.
  const data = chunk("IDAT", deflateSync(rows, { level: 0 }));
  return Buffer.concat([signature, chunk("IHDR", header), data, chunk("IEND", Buffer.alloc(0))]);
}

async function serve() {
  const [modulePath, wasmPath] = process.argv.slice(2);
  const libheif = await require(modulePath)({ wasmBinary: readFileSync(wasmPath) });
  dropPermissions();
  writeAnswer({ kind: "ready", escapes: { main: await findEscapes(), worker: [] }, threads: 0 });
  for (;;) {
    const job = await readJob();
    if (job === null) die();
    try {
      writeAnswer({ kind: "unfolded" }, [asPng(await pixelsOf(libheif, job.body, job.header))]);
    } catch (error) {
      // The library's words may quote the picture: they stay in here.
      const isMemory = /memory|allocation/i.test(String(error?.message ?? error));
      writeAnswer({ kind: isMemory ? "exhausted" : "undecodable" });
    }
  }
}

serve().catch((error) => {
  // Nothing untrusted has been read yet unless a pipe broke: these words are our own or the library's start-up's.
  process.stderr.write(`${error?.stack}\n`, die);
});
