import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Image } from "../../contract/images.ts";
import { BLOCK, createPictureLoader, type LoaderGround } from "./picture-loader.ts";

interface Asked {
  readonly month: string;
  readonly from: number;
  readonly signal: AbortSignal;
  answer(ids: readonly string[]): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A month of a thousand pictures, and every request that the loader made of it. */
function ground() {
  const months = new Map([["may", Array.from({ length: 1000 }, (_, i) => `p${i}`)]]);
  const known = new Set<string>();
  const asked: Asked[] = [];
  const mistakes: string[] = [];
  const on: LoaderGround = {
    idsOf: (month) => months.get(month),
    isKnown: (id) => known.has(id),
    fetchPage: (month, from, _limit, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          month,
          from,
          signal,
          answer: async (ids) => {
            resolve(ids.map((id) => ({ id }) as Image));
            await turn();
          },
          fail: async (error) => {
            reject(error);
            await turn();
          },
        });
      }),
    keep: (images) => {
      for (const { id } of images) known.add(id);
    },
    mistaken: (month) => void mistakes.push(month),
    faulted: () => undefined,
  };
  const whole = (block: number) => months.get("may")!.slice(block * BLOCK, (block + 1) * BLOCK);
  return { loader: createPictureLoader(on), asked, known, months, mistakes, whole };
}

const froms = (asked: readonly Asked[]) => asked.map(({ from }) => from);

test("only the blocks that are looked at are asked for, the most urgent first, three at a time", () => {
  const { loader, asked } = ground();
  loader.want([
    { month: "may", from: 850, to: 860 },
    { month: "may", from: 450, to: 720 },
    { month: "june", from: 0, to: 50 },
  ]);
  assert.deepEqual(froms(asked), [800, 400, 500]);
});

test("an answer makes room for the next request, and nothing is asked for twice", async () => {
  const { loader, asked, whole } = ground();
  loader.want([{ month: "may", from: 0, to: 400 }]);
  await asked[1]!.answer(whole(1));
  assert.deepEqual(froms(asked), [0, 100, 200, 300]);
  await asked[0]!.answer(whole(0));
  loader.want([{ month: "may", from: 0, to: 200 }]);
  assert.deepEqual(froms(asked), [0, 100, 200, 300]);
});

test("a request for what scrolled past is ended, one that is still wanted goes on", () => {
  const { loader, asked } = ground();
  loader.want([{ month: "may", from: 0, to: 200 }]);
  loader.want([{ month: "may", from: 150, to: 250 }]);
  assert.deepEqual(
    asked.map(({ from, signal }) => [from, signal.aborted]),
    [
      [0, true],
      [100, false],
      [200, false],
    ],
  );
  loader.stop();
  assert.ok(asked.every(({ signal }) => signal.aborted));
});

test("a fault is kept for its month and asked about no more until somebody tries again", async () => {
  const { loader, asked, whole } = ground();
  loader.want([{ month: "may", from: 0, to: 10 }]);
  await asked[0]!.fail(new Error("away"));
  loader.want([{ month: "may", from: 0, to: 20 }]);
  assert.equal(loader.faultOf("may")?.message, "away");
  assert.equal(asked.length, 1);
  loader.retry();
  assert.equal(loader.faultOf("may"), null);
  await asked[1]!.answer(whole(0));
  loader.want([{ month: "may", from: 0, to: 20 }]);
  assert.equal(asked.length, 2);
});

test("an answer without what the layout promises sends for another layout, once", async () => {
  const { loader, asked, months, mistakes, whole } = ground();
  loader.want([{ month: "may", from: 0, to: 10 }]);
  await asked[0]!.answer(whole(0).slice(1));
  loader.want([{ month: "may", from: 0, to: 10 }]);
  assert.deepEqual([mistakes, asked.length], [["may"], 1]);
  months.set("may", [...months.get("may")!]);
  loader.want([{ month: "may", from: 0, to: 10 }]);
  assert.equal(asked.length, 2);
});

test("what fell into doubt is asked for anew, and an answer from before does not count", async () => {
  const { loader, asked, known, whole } = ground();
  loader.want([{ month: "may", from: 0, to: 50 }]);
  await asked[0]!.answer(whole(0));
  loader.again();
  assert.equal(asked.length, 1);
  known.clear();
  loader.again();
  assert.deepEqual(froms(asked), [0, 0]);
  // Another doubt while that is on its way.
  loader.again();
  assert.equal(asked[1]!.signal.aborted, true);
  assert.deepEqual(froms(asked), [0, 0, 0]);
  await asked[1]!.answer(whole(0));
  assert.equal(known.size, 0);
  await asked[2]!.answer(whole(0));
  assert.equal(known.size, BLOCK);
});
