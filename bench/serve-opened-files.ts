// The least that a server on Node can do to give sealed pictures, in a process of its own: FOLDER PORT [WAY]. It seals the
// files of a folder in chunks as it starts, keeps them in memory, and opens one anew for each request, with as many
// headers as Safelight sends. Nobody is signed in, nothing is judged, counted or written down.
//
// WAY: `opened` (as said; by node:http), `as-it-is` (node:http, nothing sealed), or `by-socket` (opened, and no HTTP at
// all: whatever comes on a connection is taken for a request that begins with GET, and answered with ready-made headers).

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocketServer } from "node:net";
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

const [root = "", port = "", way = "opened"] = process.argv.slice(2);
const plain = new Map(readdirSync(root).map((name) => [`/${name}`, readFileSync(join(root, name))]));
const sealed = new Map([...plain].map(([path, file]) => [path, seal(file)]));
const extra = Object.fromEntries(
  Array.from({ length: HEADERS }, (_, n) => [`x-header-of-its-own-${n}`, "a value of thirty letters or so"]),
);

function bodyOf(path: string): Buffer | undefined {
  if (way === "as-it-is") return plain.get(path);
  const chunks = sealed.get(path);
  return chunks && Buffer.concat(chunks.map(open));
}

function serveByHttp(): void {
  createServer((request, response) => {
    const body = bodyOf(request.url ?? "");
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { ...extra, "content-type": "image/webp", "content-length": body.length });
    response.end(body);
  }).listen(Number(port), "127.0.0.1");
}

function serveBySocket(): void {
  const lines = Object.entries(extra).map(([name, value]) => `${name}: ${value}\r\n`);
  const date = `date: ${new Date().toUTCString()}\r\nconnection: keep-alive\r\n`;
  const heads = new Map(
    [...plain].map(([path, { length }]) => [
      path,
      Buffer.from(
        `HTTP/1.1 200 OK\r\n${lines.join("")}${date}content-type: image/webp\r\ncontent-length: ${length}\r\n\r\n`,
      ),
    ]),
  );
  createSocketServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      const path = bytes.toString("latin1", 4, bytes.indexOf(" HTTP/"));
      const [head, chunks] = [heads.get(path), sealed.get(path)];
      if (head === undefined || chunks === undefined) {
        socket.destroy();
        return;
      }
      socket.cork();
      socket.write(head);
      for (const chunk of chunks) socket.write(open(chunk));
      socket.uncork();
    });
  }).listen(Number(port), "127.0.0.1");
}

if (way === "by-socket") serveBySocket();
else serveByHttp();
