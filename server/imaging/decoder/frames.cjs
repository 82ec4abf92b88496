"use strict";
// The decoder's end of the wire: a 4-byte little-endian length, a JSON header, then the raw buffers it announces.
// Jobs come on descriptor 0, answers leave on descriptor 3. The other end is ../decoder-frames.ts.

const fs = require("node:fs");

const headerLimit = 65_536;

/** Reads exactly `size` bytes from descriptor 0; null when the other end is gone. */
async function readExactly(size) {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const count = await new Promise((resolve, reject) => {
      fs.read(0, bytes, filled, size - filled, null, (error, read) =>
        error ? reject(error) : resolve(read),
      );
    });
    if (count === 0) return null;
    filled += count;
  }
  return bytes;
}

/** Waits for one job: `{ header, body }`, or null when there will be no more. */
async function readJob() {
  const prefix = await readExactly(4);
  if (prefix === null) return null;
  const size = prefix.readUInt32LE();
  if (size === 0 || size >= headerLimit) return null;
  const text = await readExactly(size);
  if (text === null) return null;
  const header = JSON.parse(text.toString());
  const body = await readExactly(header.bodyBytes);
  return body === null ? null : { header, body };
}

/** Writes all of `bytes` to descriptor 3, waiting for the reader; nothing else has to go on meanwhile. */
function writeFully(bytes) {
  for (let sent = 0; sent < bytes.length; ) sent += fs.writeSync(3, bytes, sent);
}

/** Answers with a header and its buffers. */
function writeAnswer(header, buffers = []) {
  const text = Buffer.from(JSON.stringify({ ...header, buffers: buffers.map((buffer) => buffer.length) }));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(text.length);
  writeFully(prefix);
  writeFully(text);
  for (const buffer of buffers) writeFully(buffer);
}

module.exports = { readJob, writeAnswer };
