// The least that a server on Node can do to give sealed pictures, in a process of its own: FOLDER PORT. It seals the files
// of a folder in chunks as it starts, keeps them in memory, and opens one anew for each request, with as many headers as
// Safelight sends. Nobody is signed in, nothing is judged, counted or written down.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const CIPHER = "aes-256-gcm";
const CHUNK_BYTES = 16_384;
const HEADERS = 12;

interface SealedChunk {
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly bytes: Buffer;
}

function seal(file: Buffer): readonly SealedChunk[] {
  const key = randomBytes(32);
  return Array.from({ length: Math.ceil(file.length / CHUNK_BYTES) }, (_, index) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv(CIPHER, key, nonce);
    const bytes = cipher.update(file.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
    cipher.final();
    return { key, nonce, tag: cipher.getAuthTag(), bytes };
  });
}

function open({ key, nonce, tag, bytes }: SealedChunk): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonce);
  decipher.setAuthTag(tag);
  const opened = decipher.update(bytes);
  decipher.final();
  return opened;
}

const [root = "", port = ""] = process.argv.slice(2);
const files = new Map(readdirSync(root).map((name) => [`/${name}`, seal(readFileSync(join(root, name)))]));
const extra = Object.fromEntries(
  Array.from({ length: HEADERS }, (_, n) => [`x-header-of-its-own-${n}`, "a value of thirty letters or so"]),
);
createServer((request, response) => {
  const chunks = files.get(request.url ?? "");
  if (chunks === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = Buffer.concat(chunks.map(open));
  response.writeHead(200, { ...extra, "content-type": "image/webp", "content-length": body.length });
  response.end(body);
}).listen(Number(port), "127.0.0.1");
