"use strict";
// Loads the decoder, wakes every thread it will ever need, then closes the box for good:
// after closeBox() neither this thread nor any other of the process can reach anything but its two pipes.

const box = require("./prelude.cjs");
const { findEscapes } = require("./escapes.cjs");
const { developer } = require("./develop.cjs");

/** The only codecs that are ever given a picture. */
const loaders = [
  "VipsForeignLoadJpegBuffer",
  "VipsForeignLoadPngBuffer",
  "VipsForeignLoadWebpBuffer",
  "VipsForeignLoadNsgifBuffer",
  // AVIF: this build knows no other codec behind it.
  "VipsForeignLoadHeifBuffer",
];

/** Loads sharp from `sharpPath` and checks that what came is the build that was meant, and nothing native beside it. */
function loadSharp(sharpPath, build) {
  const sharp = require(sharpPath);
  const loaded = Object.keys(require.cache);
  const isWasm = loaded.some((path) => /sharp-wasm32-[\d.]+\.node\.js$/.test(path));
  const native = loaded.filter((path) => path.endsWith(".node"));
  const isMeant =
    build === "native"
      ? !isWasm && native.length === 1 && /\/sharp-linux-[\w.-]+\.node$/.test(native[0])
      : isWasm && native.length === 0;
  if (!isMeant) throw new Error(`not the ${build} build`);
  // The native build sets it, to the folder that it was built in.
  delete process.env.VIPSHOME;
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: loaders });
  return sharp;
}

/** Develops pictures of our own until no job can need a thread, or a piece of code, that is not there yet. */
async function warmUp(sharp, develop) {
  const job = { width: 96, height: 64, frames: 1, animated: false, wantsView: true };
  const source = sharp({ create: { width: job.width, height: job.height, channels: 3, background: "#456" } });
  const jpeg = await source.jpeg().toBuffer();
  await develop({ ...job, format: "jpeg" }, jpeg);
}

/** Runs every escape attempt in a worker that starts and drops like a decoder thread. */
function findEscapesInWorker() {
  return new Promise((resolve, reject) => {
    const worker = new box.PlainWorker(require.resolve("./escapes.cjs"));
    worker.on("error", reject);
    worker.on("message", (said) => {
      if (!said.escapes) return;
      resolve(said.escapes);
      void worker.terminate();
    });
    worker.postMessage("try");
  });
}

/** Loads, warms up and closes. Resolves to the job function and to what the self-probe found (nothing, ever). */
async function closeBox({ sharpPath, thumbHashPath, build }) {
  const fromWorker = findEscapesInWorker();
  const sharp = loadSharp(sharpPath, build);

  const { rgbaToThumbHash } = require(thumbHashPath);
  const develop = developer(sharp, rgbaToThumbHash);
  await warmUp(sharp, develop);

  const workerEscapes = await fromWorker;

  const threads = await box.sealThreads();
  box.dropPermissions();

  const mainEscapes = await findEscapes();

  return { develop, sharp, threads, escapes: { main: mainEscapes, worker: workerEscapes } };
}

module.exports = { closeBox, die: box.die };
