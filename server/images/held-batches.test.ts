import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { heldBatches } from "./held-batches.ts";

const PIECE_BYTES = 16_384;
const IDLE_MS = 1000;

const piecesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, n) => Buffer.allocUnsafeSlow(PIECE_BYTES).fill(n));

const isFree = (piece: Buffer): boolean => piece.byteLength === 0;

const never = () => {
  throw new Error("nothing is opened again");
};

test("what is opened is given once, in order", async () => {
  const pieces = piecesOf(40);
  const batches = heldBatches(pieces, never);
  const given: Buffer[] = [];
  for (let batch = await batches.next(); batch !== null; batch = await batches.next()) given.push(...batch);
  assert.deepEqual(given, pieces);
  assert.equal(await batches.next(), null);
  await batches.end();
});

test("what nobody has taken for a second is let go, and opened again from where it stood", async () => {
  const pieces = piecesOf(40);
  const reopened: number[] = [];
  let ended = 0;
  const again = [Buffer.from("again")];
  const batches = heldBatches(pieces, (from) => {
    reopened.push(from);
    return {
      next: async () => again,
      async end() {
        ended += 1;
      },
    };
  });
  const first = await batches.next();
  await pause(IDLE_MS + 200);
  assert.ok(!first!.some(isFree), "what was given is no longer its own");
  assert.ok(pieces.slice(first!.length).every(isFree));
  assert.equal(await batches.next(), again);
  assert.deepEqual(reopened, [first!.length * PIECE_BYTES]);
  await batches.end();
  assert.equal(ended, 1);
});

test("whoever ends early frees the rest, and nothing is opened afterwards", async () => {
  const pieces = piecesOf(40);
  const batches = heldBatches(pieces, never);
  const first = await batches.next();
  await batches.end();
  await pause(IDLE_MS + 200);
  assert.ok(!first!.some(isFree));
  assert.ok(pieces.slice(first!.length).every(isFree));
  assert.equal(await batches.next(), null);
});
