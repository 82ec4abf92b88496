import assert from "node:assert/strict";
import { test } from "node:test";
import { gatheredLines } from "./gathered-lines.ts";

function sink() {
  const written: string[] = [];
  let flushed = 0;
  return {
    written,
    flushed: () => flushed,
    write: (text: string) => void written.push(text),
    flushSync: () => void (flushed += 1),
  };
}

test("lines are written together, in their order, once there are so many letters", () => {
  const into = sink();
  const lines = gatheredLines(into, { letters: 6, milliseconds: 1e6 });
  lines.write("a\n");
  lines.write("b\n");
  assert.deepEqual(into.written, []);
  lines.write("c\n");
  assert.deepEqual(into.written, ["a\nb\nc\n"]);
  lines.write("d\n");
  assert.equal(into.written.length, 1);
  lines.end();
});

test("no line waits longer than it may, and nothing is written where nothing waits", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const into = sink();
  const lines = gatheredLines(into, { letters: 1e6, milliseconds: 100 });
  t.mock.timers.tick(250);
  assert.deepEqual(into.written, []);
  lines.write("late\n");
  t.mock.timers.tick(99);
  assert.deepEqual(into.written, ["late\n"]);
});

test("a flush and the end write what waits, and what comes after the end does not wait", () => {
  const into = sink();
  const lines = gatheredLines(into, { letters: 1e6, milliseconds: 1e6 });
  lines.write("a\n");
  lines.flushSync();
  assert.deepEqual([into.written, into.flushed()], [["a\n"], 1]);
  lines.write("b\n");
  lines.end();
  assert.deepEqual([into.written, into.flushed()], [["a\n", "b\n"], 2]);
  lines.write("c\n");
  assert.deepEqual(into.written, ["a\n", "b\n", "c\n"]);
});
