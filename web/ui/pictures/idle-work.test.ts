import assert from "node:assert/strict";
import { test } from "node:test";
import { createIdleWork } from "./idle-work.ts";

function ground() {
  const moments: ((hasTime: () => boolean) => void)[] = [];
  const done: string[] = [];
  const whenIdle = createIdleWork((run) => moments.push(run));
  const ask = (name: string) => whenIdle(() => done.push(name));
  /** A moment in which there is time for so many. */
  const idle = (count: number) => {
    let left = count;
    moments.shift()?.(() => --left > 0);
  };
  return { moments, done, ask, idle };
}

test("nothing is done before its moment, the first goes first, and the rest gets a moment of its own", () => {
  const { moments, done, ask, idle } = ground();
  for (const name of ["a", "b", "c"]) ask(name);
  assert.deepEqual([done.length, moments.length], [0, 1]);
  idle(2);
  assert.deepEqual(done, ["a", "b"]);
  idle(0);
  assert.deepEqual(done, ["a", "b", "c"]);
  assert.equal(moments.length, 0);
  ask("d");
  idle(5);
  assert.deepEqual(done, ["a", "b", "c", "d"]);
});

test("what was taken back is never done", () => {
  const { moments, done, ask, idle } = ground();
  const takeBack = ask("a");
  takeBack();
  idle(5);
  assert.deepEqual([done.length, moments.length], [0, 0]);
});
