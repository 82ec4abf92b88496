import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, test } from "node:test";
import fastify, { type FastifyInstance } from "fastify";
import { type DrainBounds, drainRefusedBodies } from "./drain-body.ts";

// A server that refuses every body at once, and clients that go on sending it.

const open: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

async function refusingServer(bounds?: DrainBounds): Promise<number> {
  const app = fastify({ forceCloseConnections: true });
  app.addContentTypeParser("application/octet-stream", (_, payload, done) => done(null, payload));
  drainRefusedBodies(app, bounds);
  app.post("/", (_, reply) => reply.code(413).send("refused"));
  app.get("/", () => "alive");
  await app.listen({ host: "127.0.0.1", port: 0 });
  open.push(app as unknown as FastifyInstance);
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

interface Sender {
  readonly socket: Socket;
  /** Resolves once the connection is closed, by whomever. */
  readonly closed: Promise<unknown>;
  readonly answers: () => string;
  /** Sends so many bytes, waiting for room; gives how many left before the connection was cut. */
  send(sizeBytes: number): Promise<number>;
}

async function sender(port: number, contentLength: number): Promise<Sender> {
  const socket = connect(port, "127.0.0.1");
  let answers = "";
  socket.setEncoding("latin1").on("data", (text) => (answers += String(text)));
  // Cut in the middle of a write: that is what is being tested.
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  socket.write(
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: ${contentLength}\r\n\r\n`,
  );
  const piece = Buffer.alloc(1 << 18);
  return {
    socket,
    closed,
    answers: () => answers,
    async send(sizeBytes) {
      let sent = 0;
      while (sent < sizeBytes && !socket.destroyed) {
        const next = piece.subarray(0, Math.min(piece.length, sizeBytes - sent));
        sent += next.length;
        if (!socket.write(next)) await Promise.race([once(socket, "drain").catch(() => null), closed]);
      }
      return sent;
    },
  };
}

const untilAnswered = async ({ socket, answers }: Sender): Promise<void> => {
  while (!answers().includes("refused")) await once(socket, "data");
};

describe("what is left of a refused body", () => {
  test("is taken within the bounds, and the connection serves the next request", async () => {
    const port = await refusingServer();
    const sending = await sender(port, 8_000_000);
    await untilAnswered(sending);
    assert.match(sending.answers(), /^HTTP\/1\.1 413 /);
    assert.equal(await sending.send(8_000_000), 8_000_000);
    sending.socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await sending.closed;
    assert.match(sending.answers(), /200 OK[^]*alive$/);
  });

  test("is cut off beyond 256 MiB, and not before", async () => {
    const mebibyte = 1024 * 1024;
    const sending = await sender(await refusingServer(), 1024 * mebibyte);
    await untilAnswered(sending);
    assert.equal(await sending.send(255 * mebibyte), 255 * mebibyte);
    assert.equal(sending.socket.destroyed, false);
    const more = await sending.send(700 * mebibyte);
    await sending.closed;
    assert.ok(more < 700 * mebibyte, `${more} more bytes left`);
  });

  test("is cut off when it takes too long", async () => {
    const port = await refusingServer({ maxBytes: 1_000_000, maxMilliseconds: 200 });
    const slow = await sender(port, 1000);
    await untilAnswered(slow);
    await slow.send(10);
    // Without the bound this never comes.
    await slow.closed;
    assert.equal(slow.socket.destroyed, true);
  });
});
