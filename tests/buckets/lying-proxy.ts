// A small proxy between a store's client and its server, which lies as it is told: it changes bytes, cuts answers
// short, is silent, slow or busy. The signature covers the name that it is called by, so it passes that on.

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { findFreePort } from "../support/free-port.ts";

export type Lie =
  /** One bit of what is answered is another. */
  | "changes-answers"
  /** One bit of what is sent is another. */
  | "changes-requests"
  /** Half the answer, and the connection breaks. */
  | "breaks-off"
  /** Half the answer, as if it were all. */
  | "shortens"
  /** Another part of the blob than was asked for. */
  | "ignores-ranges"
  /** No answer at all. */
  | "is-silent"
  /** Half the answer, and silence. */
  | "falls-silent"
  /** A byte now and then, without end. */
  | "trickles"
  /** Does as it is asked, and hangs up instead of saying so. */
  | "loses-answers"
  /** Says that it has done what it was asked, and does nothing. */
  | "does-nothing"
  | 500
  | 503;

export interface LyingProxy {
  readonly endpoint: string;
  /** How many requests came since the last lie was told. */
  readonly asked: () => number;
  /** To so many requests of that method, with that in their address; then it is honest again. */
  lie(lie: Lie, method: string, times?: number, inAddress?: string): void;
  beHonest(): void;
  close(): Promise<void>;
}

const TRICKLE_MS = 20;

export async function lyingProxy(target: string): Promise<LyingProxy> {
  let lie: Lie | null = null;
  let method = "";
  let left = 0;
  let inAddress = "";
  let asked = 0;
  const port = await findFreePort();

  const server = createServer((incoming, reply) => {
    asked += 1;
    const isMeant =
      lie !== null && incoming.method === method && (incoming.url ?? "").includes(inAddress) && left > 0;
    if (isMeant) left -= 1;
    answer(incoming, reply, isMeant ? lie : null).catch(() => reply.destroy());
  });

  async function answer(incoming: IncomingMessage, reply: ServerResponse, told: Lie | null): Promise<void> {
    const sent = await bytesOf(incoming);
    if (told === "is-silent") return;
    if (told === "does-nothing") {
      reply.writeHead(204).end();
      return;
    }
    if (told === 500 || told === 503) {
      reply.writeHead(told, { "content-type": "application/xml" });
      reply.end(`<Error><Code>${told === 500 ? "InternalError" : "SlowDown"}</Code></Error>`);
      return;
    }
    if (told === "changes-requests" && sent.length > 0) sent[sent.length >> 1]! ^= 1;
    const headers = { ...incoming.headers };
    if (told === "ignores-ranges") headers["range"] = "bytes=0-9";
    const forwarded = request(`${target}${incoming.url}`, { method: incoming.method, headers });
    forwarded.end(sent);
    const [answered] = (await once(forwarded, "response")) as [IncomingMessage];
    const bytes = await bytesOf(answered);
    const half = bytes.length >> 1;
    if (told === "loses-answers") {
      reply.destroy();
      return;
    }
    if (told === "changes-answers" && bytes.length > 0) bytes[half]! ^= 1;
    const cut = told === "shortens" ? bytes.subarray(0, half) : bytes;
    const length = incoming.method === "HEAD" ? answered.headers["content-length"] : String(cut.length);
    const { "transfer-encoding": _, ...passed } = answered.headers;
    reply.writeHead(answered.statusCode ?? 500, { ...passed, "content-length": length });
    if (told === "breaks-off" || told === "falls-silent") {
      reply.write(bytes.subarray(0, half), () => {
        if (told === "breaks-off") reply.destroy();
      });
    } else if (told === "trickles") {
      let at = 0;
      const timer = setInterval(() => reply.write(bytes.subarray(at, (at += 1))), TRICKLE_MS);
      reply.on("close", () => clearInterval(timer));
    } else {
      reply.end(cut);
    }
  }

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked: () => asked,
    lie(told, to, times = Number.POSITIVE_INFINITY, address = "") {
      [lie, method, left, asked, inAddress] = [told, to, times, 0, address];
    },
    beHonest() {
      lie = null;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
