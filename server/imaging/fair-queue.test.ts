import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fairQueue } from "./fair-queue.ts";

const roomy = { perOwner: 100, overall: 1000, bytes: 1e9 };
const job = (name: string, sizeBytes = 1) => ({ name, ownerId: name[0]!, sizeBytes });

test("whoever has least running comes first, and equals take turns", () => {
  const queue = fairQueue<ReturnType<typeof job>>(roomy);
  for (const name of ["a1", "a2", "a3", "b1", "b2", "c1"]) queue.push(job(name));
  const order = Array.from({ length: 6 }, () => queue.next()!.name);
  assert.deepEqual(order, ["a1", "b1", "c1", "a2", "b2", "a3"]);
  assert.equal(queue.next(), null);
});

test("a person who alone waits may use every decoder, and gives way as soon as somebody comes", () => {
  const queue = fairQueue<ReturnType<typeof job>>(roomy);
  for (const name of ["a1", "a2", "a3", "a4"]) queue.push(job(name));
  const running = [queue.next()!, queue.next()!];
  assert.deepEqual(
    running.map(({ name }) => name),
    ["a1", "a2"],
  );
  queue.push(job("b1"));
  queue.settle(running[0]!);
  assert.equal(queue.next()!.name, "b1");
});

test("whoever has just had a turn goes behind somebody who has not, even when nothing of theirs runs", () => {
  const queue = fairQueue<ReturnType<typeof job>>(roomy);
  for (const name of ["a1", "a2", "a3"]) queue.push(job(name));
  const first = queue.next()!;
  queue.push(job("b1"));
  queue.settle(first);
  assert.deepEqual([queue.next()!.name, queue.next()!.name, queue.next()!.name], ["b1", "a2", "a3"]);
});

test("each bound refuses one more, and what leaves makes room", () => {
  const queue = fairQueue<ReturnType<typeof job>>({ perOwner: 2, overall: 3, bytes: 10 });
  const [a1, b1] = [job("a1"), job("b1", 5)];
  assert.deepEqual([queue.push(a1), queue.push(job("a2")), queue.push(job("a3"))], [true, true, false]);
  assert.deepEqual([queue.push(job("c1", 9)), queue.push(b1), queue.push(job("d1"))], [false, true, false]);
  assert.equal(queue.remove(b1), true);
  assert.equal(queue.remove(b1), false);
  assert.equal(queue.push(job("d1", 8)), true);
  assert.equal(queue.waiting, 3);
});

test("a job that is larger than the bound for bytes runs when nothing else waits", () => {
  const queue = fairQueue<ReturnType<typeof job>>({ perOwner: 2, overall: 3, bytes: 10 });
  assert.equal(queue.push(job("a1", 50)), true);
  assert.equal(queue.push(job("b1", 1)), false);
});

test("every job that is taken comes out once, and the counts return to nothing", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.boolean()), { maxLength: 60 }),
      (steps) => {
        const queue = fairQueue<ReturnType<typeof job>>(roomy);
        const taken: string[] = [];
        const put = steps.map(([owner, takes], i) => {
          const one = job(`${owner}${i}`);
          queue.push(one);
          const next = takes ? queue.next() : null;
          if (next !== null) {
            taken.push(next.name);
            queue.settle(next);
          }
          return one.name;
        });
        for (let next = queue.next(); next !== null; next = queue.next()) {
          taken.push(next.name);
          queue.settle(next);
        }
        assert.deepEqual(taken.toSorted(), put.toSorted());
        assert.deepEqual([queue.waiting, queue.running], [0, 0]);
      },
    ),
  );
});
