import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { memoryAtRest } from "./return-memory.ts";

/** A server that holds so much, of which so much is garbage, and for which the C library keeps so much. */
function serverWith(bytes: { held: number; garbage: number; kept: number }, workEachLook = 0) {
  let times = 0;
  let worked = 0;
  const memory = memoryAtRest({
    held: () => bytes.held,
    resident: () => bytes.held + bytes.kept,
    worked: () => (worked += workEachLook),
    giveBack: () => {
      times += 1;
      bytes.held -= bytes.garbage;
      bytes.garbage = 0;
      bytes.kept = 0;
    },
    worthBytes: 16,
  });
  return {
    look: (count = 5) => {
      for (let n = 0; n < count; n += 1) memory.look();
    },
    get times() {
      return times;
    },
  };
}

test("a server that rests is rid of its garbage, once", () => {
  const bytes = { held: 100, garbage: 60, kept: 0 };
  const server = serverWith(bytes);
  server.look();
  assert.deepEqual([server.times, bytes.held], [1, 40]);
});

test("a server that works is left alone", () => {
  const bytes = { held: 100, garbage: 60, kept: 50 };
  const server = serverWith(bytes);
  for (let n = 0; n < 5; n += 1) {
    bytes.held += 2;
    bytes.kept += 20;
    server.look(1);
  }
  assert.equal(server.times, 0);
});

test("a server that has worked between two looks is left alone, though it holds the same at both", () => {
  const server = serverWith({ held: 100, garbage: 60, kept: 50 }, 500);
  server.look();
  assert.equal(server.times, 0);
});

test("what stays after memory was given back is no reason to do it again, and what comes to it is", () => {
  const bytes = { held: 100, garbage: 0, kept: 0 };
  const server = serverWith(bytes);
  server.look();
  assert.equal(server.times, 1);
  bytes.held += 15;
  server.look();
  assert.equal(server.times, 1);
  bytes.held += 1;
  server.look();
  assert.equal(server.times, 2);
});

test("what the C library keeps although nothing holds it is given back too", () => {
  const bytes = { held: 4, garbage: 0, kept: 0 };
  const server = serverWith(bytes);
  server.look();
  assert.equal(server.times, 0);
  bytes.kept = 16;
  server.look();
  assert.deepEqual([server.times, bytes.kept], [1, 0]);
});

test("memory that was freed between what is in use goes back to the system", async () => {
  const script = `
    import { trimOf } from ${JSON.stringify(join(import.meta.dirname, "return-memory.ts"))};
    const trim = trimOf();
    let all = Array.from({ length: 4000 }, () => Buffer.allocUnsafeSlow(40_000).fill(1));
    const inUse = all.filter((_, at) => at % 100 === 0);
    all = [];
    await new Promise((done) => setImmediate(done));
    gc();
    const before = process.memoryUsage.rss();
    trim();
    console.log(JSON.stringify({ before, after: process.memoryUsage.rss(), inUse: inUse.length }));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--input-type=module",
    "--eval",
    script,
  ]);
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  assert.ok(before - after > 80e6, `of 160 MB that were freed, ${(before - after) / 1e6} went back`);
});
