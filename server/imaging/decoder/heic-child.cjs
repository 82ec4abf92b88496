"use strict";
// The process that decodes HEIC and nothing else: libheif and libde265 in WebAssembly, in one thread, with no leave
// to start another. What it gives is a plain PNG of the pixels, which the ordinary decoder goes on from.

const { readFileSync } = require("node:fs");
const { crc32, deflateSync } = require("node:zlib");
const { die, dropPermissions } = require("./prelude.cjs");
const { findEscapes } = require("./escapes.cjs");
const { readJob, writeAnswer } = require("./frames.cjs");
const { requireSound } = require("./hevc-soundness.cjs");
const { decodePrimary } = require("./libheif.cjs");

process.on("uncaughtException", die);

/** Pictures more than twice as wide as any rendition come out smaller by a whole factor. */
const enoughPixels = 2000;
const channels = { opaque: 3, alpha: 4 };

/** True when no pixel lets anything through. */
function isOpaque({ data, width, height, stride }) {
  for (let y = 0; y < height; y++) {
    const end = y * stride + 4 * width;
    for (let at = y * stride + 3; at < end; at += 4) if (data[at] !== 255) return false;
  }
  return true;
}

/** Rows of a PNG, each behind its filter byte; every pixel the mean of `factor` by `factor`. */
function rowsOf({ data, stride }, outWidth, outHeight, factor, channelCount) {
  const rowBytes = 1 + outWidth * channelCount;
  const rows = Buffer.alloc(rowBytes * outHeight);
  const area = factor * factor;
  const sums = new Uint32Array(channelCount);
  for (let y = 0; y < outHeight; y++) {
    let to = y * rowBytes + 1;
    for (let x = 0; x < outWidth; x++) {
      sums.fill(0);
      for (let dy = 0; dy < factor; dy++) {
        let from = (y * factor + dy) * stride + 4 * x * factor;
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

function unfold(libheif, job) {
  requireSound(libheif, job.body);
  return decodePrimary(libheif, job.body, job.header, asPng);
}

async function serve() {
  const [modulePath, wasmPath] = process.argv.slice(2);
  const program = new WebAssembly.Module(readFileSync(wasmPath));
  const load = require(modulePath);
  /**
   * libheif in a memory of its own, all zeros. Each picture gets one: of what the coded data does not say, libde265
   * shows what its memory held before, and that was somebody else's picture.
   */
  const freshLibheif = () =>
    load({
      instantiateWasm: (imports, done) => done(new WebAssembly.Instance(program, imports), program),
    });
  await freshLibheif();
  dropPermissions();
  writeAnswer({ kind: "ready", escapes: { main: await findEscapes(), worker: [] }, threads: 0 });
  for (;;) {
    const job = await readJob();
    if (job === null) die();
    try {
      writeAnswer({ kind: "unfolded" }, [unfold(await freshLibheif(), job)]);
    } catch (error) {
      // The library's words may quote the picture: they stay in here.
      const isMemory = /memory|allocation/i.test(String(error?.message ?? error));
      writeAnswer({ kind: isMemory ? "exhausted" : "undecodable" });
    }
    // The collector does not see by itself how large a memory is that nobody has any more.
    globalThis.gc();
  }
}

serve().catch((error) => {
  // Nothing untrusted has been read yet unless a pipe broke: these words are our own or the library's start-up's.
  process.stderr.write(`${error?.stack}\n`, die);
});
