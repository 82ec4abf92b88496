// The least that a server on Node can do to give sealed originals, in a process of its own: FOLDER PORT SCRATCH. It seals
// the files of a folder in chunks into SCRATCH as it starts; for each request it reads sixteen chunks, opens them, writes
// them, frees them once they have left, and so on. Nobody is signed in, nothing is judged, counted or written down, and
// nothing is opened before the first header leaves.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";

const CIPHER = "aes-256-gcm";
const TAG_BYTES = 16;
const CHUNK_BYTES = 16_384;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;
const AT_ONCE = 16 * SEALED_BYTES;
const TAG_LENGTH = { authTagLength: TAG_BYTES };

const [root = "", port = "", scratch = ""] = process.argv.slice(2);
const key = randomBytes(32);

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

function seal(file: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let index = 0; index * CHUNK_BYTES < file.length; index += 1) {
    const cipher = createCipheriv(CIPHER, key, nonceOf(index), TAG_LENGTH);
    const bytes = cipher.update(file.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
    cipher.final();
    parts.push(bytes, cipher.getAuthTag());
  }
  return Buffer.concat(parts);
}

function openChunk(index: number, sealed: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonceOf(index), TAG_LENGTH);
  decipher.setAuthTag(sealed.subarray(end));
  const opened = decipher.update(sealed.subarray(0, end));
  decipher.final();
  return opened;
}

function written(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    response.cork();
    for (const [at, piece] of pieces.entries())
      response.write(piece, at < pieces.length - 1 ? undefined : () => resolve());
    response.uncork();
  });
}

const sizes = new Map<string, number>();
for (const name of readdirSync(root)) {
  const file = readFileSync(join(root, name));
  writeFileSync(join(scratch, `${name}.sealed`), seal(file));
  sizes.set(`/${name}`, file.length);
}

/** @param start of the range, `end` inclusive */
async function give(response: ServerResponse, path: string, start: number, end: number): Promise<void> {
  const first = Math.floor(start / CHUNK_BYTES);
  const sealedEnd = (Math.floor(end / CHUNK_BYTES) + 1) * SEALED_BYTES;
  const file = await open(join(scratch, `${path}.sealed`));
  try {
    const sealed = Buffer.allocUnsafeSlow(AT_ONCE);
    let skip = start - first * CHUNK_BYTES;
    let take = end + 1 - start;
    for (let at = first * SEALED_BYTES; at < sealedEnd && !response.destroyed; at += AT_ONCE) {
      const { bytesRead } = await file.read(sealed, 0, Math.min(AT_ONCE, sealedEnd - at), at);
      const opened: Buffer[] = [];
      for (let from = 0; from < bytesRead; from += SEALED_BYTES)
        opened.push(
          openChunk(
            (at + from) / SEALED_BYTES,
            sealed.subarray(from, Math.min(from + SEALED_BYTES, bytesRead)),
          ),
        );
      const parts = opened.map((chunk) => {
        const part = chunk.subarray(skip, skip + take);
        skip = 0;
        take -= part.length;
        return part;
      });
      await written(response, parts);
      for (const { buffer } of opened) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
    }
    response.end();
  } finally {
    await file.close();
  }
}

createServer((request, response) => {
  const path = request.url ?? "";
  const size = sizes.get(path);
  if (size === undefined) {
    response.writeHead(404).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const [start, end] = range === null ? [0, size - 1] : [Number(range[1]), Number(range[2])];
  response.writeHead(range === null ? 200 : 206, { "content-length": end - start + 1 });
  give(response, path, start, end).catch(() => response.destroy());
}).listen(Number(port), "127.0.0.1");
