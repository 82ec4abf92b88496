import assert from "node:assert/strict";
import { test } from "node:test";
import { boundOf, type Gate, judge, textOf } from "./gates.ts";

const ratio = (by: Readonly<Record<"ours" | "theirs", Readonly<Record<string, number>>>>): number =>
  (by.theirs["ms"] ?? Number.NaN) / (by.ours["ms"] ?? Number.NaN);
const GATE: Gate<"ours" | "theirs"> = {
  target: "P0",
  what: "something",
  ratio,
  better: "higher",
  base: 1,
  basis: "target",
};
const BOUNDS = { few: 5, many: 11 };

/** What each round takes: ours of these milliseconds by turns, theirs of ten. */
function taking(milliseconds: readonly number[]) {
  let round = 0;
  return {
    ours: () => Promise.resolve({ ms: milliseconds[round++ % milliseconds.length] ?? Number.NaN }),
    theirs: () => Promise.resolve({ ms: 10 }),
  };
}

test("a gate stands a fifth below what is to be high, and a quarter above what is to be low", () => {
  assert.equal(boundOf({ base: 2, better: "higher" }), 1.6);
  assert.equal(boundOf({ base: 2, better: "lower" }), 2.5);
  assert.equal(boundOf({ base: 2, better: "higher", kept: 0.9 }), 1.8);
});

test("what holds is measured a few times", async () => {
  const { verdicts, rounds } = await judge([GATE], taking([12]), BOUNDS);
  assert.deepEqual([verdicts[0]?.holds, rounds], [true, 5]);
});

test("single rounds that somebody disturbed make nothing fail, and ask for more of them only when they are many", async () => {
  const few = await judge([GATE], taking([40, 11, 11, 40, 11]), BOUNDS);
  assert.deepEqual([few.verdicts[0]?.holds, few.rounds], [true, 5]);
  const many = await judge([GATE], taking([40, 40, 11, 40, 11, 11, 11, 11, 11, 11, 11]), BOUNDS);
  assert.deepEqual([many.verdicts[0]?.holds, many.rounds], [true, 7]);
});

test("what has become slower fails after many rounds, in both directions, and says which gate and why", async () => {
  const slower = await judge([GATE], taking([13]), BOUNDS);
  assert.deepEqual([slower.verdicts[0]?.holds, slower.rounds], [false, 11]);
  assert.match(
    textOf(slower),
    /^MISSED P0 something: 0\.77× \(0\.77 to 0\.77\), at least 0\.80×; the target is 1\.00×\nmedians and quartiles of 11 rounds; -?\d+ % of/,
  );
  const costs: Gate<"ours" | "theirs"> = {
    ...GATE,
    ratio: (by) => 1 / ratio(by),
    better: "lower",
    basis: "reached",
  };
  const dearer = await judge([costs], taking([13]), BOUNDS);
  assert.match(textOf(dearer), /^MISSED P0 something: 1\.30× .*, at most 1\.25×; reached so far: 1\.00×/);
  assert.equal((await judge([costs], taking([12]), BOUNDS)).verdicts[0]?.holds, true);
});

test("one gate that is missed fails, whatever the others do; and so does what could not be measured", async () => {
  const easy = { ...GATE, base: 0.1 };
  const { verdicts } = await judge([easy, GATE], taking([20]), BOUNDS);
  assert.deepEqual(
    verdicts.map(({ holds }) => holds),
    [true, false],
  );
  const nothing = await judge([GATE], taking([Number.NaN]), BOUNDS);
  assert.equal(nothing.verdicts[0]?.holds, false);
});
