import assert from "node:assert/strict";
import { test } from "node:test";
import { createThumbQueue } from "./thumb-queue.ts";

/** A queue whose turns are given when the test says so, and what has begun. */
function queueOf(mostAtOnce: number) {
  const calls: (() => void)[] = [];
  const begun: number[] = [];
  const queue = createThumbQueue(mostAtOnce, (run) => void calls.push(run));
  return {
    begun,
    wait: (distance: number) =>
      queue.wait(
        () => distance,
        () => void begun.push(distance),
      ),
    giveTurns: () => {
      for (const run of calls.splice(0)) run();
    },
  };
}

test("the nearest begin first, no more than a few at once", () => {
  const { begun, wait, giveTurns } = queueOf(2);
  for (const distance of [500, 10, 300, 20]) wait(distance);
  giveTurns();
  assert.deepEqual(begun, [10, 20]);
});

test("one that is done makes room for the nearest of those that wait by then", () => {
  const { begun, wait, giveTurns } = queueOf(1);
  const done = wait(10);
  giveTurns();
  wait(300);
  wait(200);
  giveTurns();
  assert.deepEqual(begun, [10]);
  done();
  giveTurns();
  assert.deepEqual(begun, [10, 200]);
});

test("one that went off the screen while it waited never begins, and a second goodbye does no harm", () => {
  const { begun, wait, giveTurns } = queueOf(1);
  const first = wait(1);
  giveTurns();
  const gone = wait(2);
  wait(3);
  gone();
  first();
  first();
  giveTurns();
  giveTurns();
  assert.deepEqual(begun, [1, 3]);
});
