"use strict";
// A decoder in an attacker's hands, for tests: it starts and closes its box like the real one, and then does what
// the picture's width tells it. Never part of the product; tests start it in place of decoder/child.cjs.

const { closeBox, die } = require("../../server/imaging/decoder/box.cjs");
const { findEscapes, attemptNames } = require("../../server/imaging/decoder/escapes.cjs");
const { readJob, writeAnswer } = require("../../server/imaging/decoder/frames.cjs");
const fs = require("node:fs");

const write = (bytes) => {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(3, bytes, at);
};
const raw = (text, length = Buffer.byteLength(text)) => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(length);
  write(Buffer.concat([prefix, Buffer.from(text)]));
};
const writeWords = (bytes) => {
  try {
    fs.writeSync(2, bytes);
  } catch (error) {
    if (error.code !== "EAGAIN") throw error;
  }
};
const spin = () => {
  for (;;);
};
const held = [];

/** What each act does once the honest answer is known. The numbers are in hostile-pictures.ts. */
const acts = {
  1: spin,
  2: () => {
    for (;;) held.push(Buffer.alloc(40_000_000, held.length + 1));
  },
  3: () => {
    for (;;) held.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
  },
  4: die,
  5: () => process.exit(0),
  6: () => raw("", 0xffff_ffff),
  8: () => raw('{"kind":"developed","buffers":[4000000000,0,0]}'),
  14: () => raw("not JSON at all"),
  17: () => raw('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"buffers":[]}'),
  18: (honest) => {
    writeAnswer({ kind: "developed" }, honest);
    write(Buffer.from("and one more thing"));
  },
  19: ([view, thumb]) => {
    raw(`{"kind":"developed","buffers":[${view.length},${thumb.length},21]}`);
    write(view.subarray(0, 10));
    spin();
  },
  20: (honest) => writeAnswer({ kind: "ready", escapes: { main: [], worker: [] } }, honest),
  22: ([, thumb, hash]) => writeAnswer({ kind: "developed" }, [Buffer.from("<svg/>"), thumb, hash]),
  28: ([view, thumb, hash]) => writeAnswer({ kind: "developed" }, [withExif(view), thumb, hash]),
  29: () => {
    for (;;) write(Buffer.alloc(1_000_000, "{"));
  },
  30: (honest) => {
    for (let i = 0; i < 200; i++) writeWords(Buffer.alloc(1_000_000, "words "));
    writeAnswer({ kind: "developed" }, honest);
  },
  31: (honest, jobsBefore) => {
    if (jobsBefore > 0) die();
    writeAnswer({ kind: "developed" }, honest);
  },
  32: (honest) => {
    writeAnswer({ kind: "developed" }, honest);
    setTimeout(() => writeAnswer({ kind: "developed" }, honest), 20);
  },
  33: () => writeAnswer({ kind: "exhausted" }),
};

/** A WebP that has more in it than a picture. */
function withExif(file) {
  const extra = Buffer.from("EXIF\x06\0\0\0secret", "latin1");
  const whole = Buffer.concat([file, extra]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

async function serve() {
  const [sharpPath, thumbHashPath] = process.argv.slice(2);
  const { develop, threads, escapes } = await closeBox({ sharpPath, thumbHashPath });
  writeAnswer({ kind: "ready", escapes, threads });
  for (let jobs = 0; ; jobs++) {
    const job = await readJob();
    if (job === null) die();
    if (job.header.act === "escape") {
      writeAnswer({ kind: "escapes", escapes: await findEscapes(), tried: attemptNames });
    } else {
      const { buffers } = await develop(job.header, job.body);
      const act = acts[job.header.width - 2100];
      if (act === undefined) writeAnswer({ kind: "developed" }, buffers);
      else act(buffers, jobs);
    }
  }
}

serve().catch(die);
