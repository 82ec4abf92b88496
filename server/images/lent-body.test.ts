import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { randomBytes } from "../crypto/random.ts";
import { type Batches, LentBody } from "./lent-body.ts";

const PIECE_BYTES = 16_384;
const BATCH_PIECES = 16;

/** Gives so many batches, and remembers them. */
function source(count: number, failAt = Number.POSITIVE_INFINITY) {
  const whole = randomBytes(count * BATCH_PIECES * PIECE_BYTES);
  const given: Buffer[][] = [];
  let ended = 0;
  const batches: Batches = {
    async next() {
      if (given.length === failAt) throw new Error("a bad chunk");
      if (given.length === count) return null;
      const batch = Array.from({ length: BATCH_PIECES }, (_, n) => {
        const start = (given.length * BATCH_PIECES + n) * PIECE_BYTES;
        const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
        piece.set(whole.subarray(start, start + PIECE_BYTES));
        return piece;
      });
      given.push(batch);
      return batch;
    },
    async end() {
      ended += 1;
    },
  };
  return { whole, given, batches, ended: () => ended };
}

/** Answers one request with the body; `take` sees the answer. */
async function served(body: LentBody, take: (reply: IncomingMessage) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => {
    response.once("close", () => body.destroy());
    body.once("error", () => response.destroy());
    body.pipe(response);
  }).listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const asked = get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", agent: false });
    const [reply] = (await once(asked, "response")) as [IncomingMessage];
    await take(reply);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const isFree = (piece: Buffer): boolean => piece.byteLength === 0;

test("all of it arrives, and its memory is free once it has left", async () => {
  const { whole, given, batches, ended } = source(20);
  const body = new LentBody(batches);
  await served(body, async (reply) => {
    assert.ok((await buffer(reply)).equals(whole));
    assert.equal(reply.complete, true);
  });
  if (!body.closed) await once(body, "close");
  assert.equal(given.length, 20);
  assert.ok(given.flat().every(isFree));
  assert.ok(ended() > 0);
});

test("while the client takes nothing one batch is held, and no other asked for", async () => {
  const { whole, given, batches } = source(120);
  await served(new LentBody(batches), async (reply) => {
    // Until the system's buffers are full.
    for (let before = -1; before < given.length; await pause(300)) before = given.length;
    assert.ok(given.length < 120, "it stands still");
    assert.ok(given.slice(0, -1).flat().every(isFree));
    assert.ok(!given.at(-1)!.some(isFree), "what has not left is not freed");
    assert.ok((await buffer(reply)).equals(whole));
  });
});

test("what fails in the middle cuts the connection, and releases what is held", async () => {
  const { batches, ended } = source(20, 3);
  const body = new LentBody(batches);
  await served(body, async (reply) => {
    await assert.rejects(buffer(reply));
    assert.equal(reply.complete, false);
  });
  assert.ok(body.destroyed);
  assert.ok(ended() > 0);
});

test("a client that goes away releases what is held", async () => {
  const { given, batches, ended } = source(120);
  const body = new LentBody(batches);
  const closed = once(body, "close");
  await served(body, async (reply) => {
    reply.destroy();
    await closed;
  });
  assert.ok(given.length < 120);
  assert.ok(ended() > 0);
});

test("whoever reads it piece by piece keeps the pieces", async () => {
  const { whole, given, batches } = source(4);
  const kept: Buffer[] = [];
  for await (const piece of new LentBody(batches)) kept.push(piece as Buffer);
  assert.ok(given.flat().every(isFree));
  assert.ok(Buffer.concat(kept).equals(whole));
});
