"use strict";
// The yardstick of uploads: a loop around sharp that makes the same outputs of the same files, and nothing else. No
// server, no box, no keys, no disk. `wasm` or `native` is its first argument, the files are the others; for each line
// on standard input it goes through them once, and says what that took.

const { readFileSync } = require("node:fs");
const Module = require("node:module");

const [build, ...paths] = process.argv.slice(2);
if (build === "wasm") {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, ...rest) => {
    if (/sharp-(?:linux|darwin|libvips)/.test(request)) throw new Error("the native build is not wanted");
    return resolve(request, ...rest);
  };
}
const sharp = require("sharp");
const isWasm = Object.keys(require.cache).some((path) => path.includes("sharp-wasm32"));
if (isWasm !== (build === "wasm")) throw new Error(`not the ${build} build`);
sharp.cache(false);
sharp.concurrency(1);

const inside = (side) => [side, side, { fit: "inside", withoutEnlargement: true }];

async function develop(file, rgbaToThumbHash) {
  const rawOf = async (image) => {
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return { data, raw: { raw: { width: info.width, height: info.height, channels: info.channels } } };
  };
  const opened = sharp(file, { failOn: "error", ignoreIcc: true });
  const pixels = await rawOf(opened.autoOrient().resize(...inside(2000)));
  await sharp(pixels.data, pixels.raw).webp({ quality: 80, effort: 2 }).toBuffer();
  const small = await rawOf(sharp(pixels.data, pixels.raw).resize(...inside(512)));
  await sharp(small.data, small.raw).webp({ quality: 75, effort: 2 }).toBuffer();
  const tiny = await rawOf(
    sharp(small.data, small.raw)
      .resize(...inside(100))
      .ensureAlpha(),
  );
  rgbaToThumbHash(tiny.raw.raw.width, tiny.raw.raw.height, tiny.data);
}

async function serve() {
  const { rgbaToThumbHash } = await import("thumbhash");
  const files = paths.map((path) => readFileSync(path));
  await develop(files[0], rgbaToThumbHash);
  process.stdout.write("ready\n");
  for await (const _line of process.stdin) {
    const before = process.cpuUsage();
    for (const file of files) await develop(file, rgbaToThumbHash);
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(`${(user + system) / 1000 / files.length}\n`);
  }
}

serve().catch((error) => {
  process.stderr.write(`${error?.stack}\n`);
  process.exitCode = 1;
});
