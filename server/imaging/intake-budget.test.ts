import assert from "node:assert/strict";
import { test } from "node:test";
import { ImageRefused } from "./image-refused.ts";
import { intakeBudget } from "./intake-budget.ts";

const isBusy = (error: unknown): boolean => error instanceof ImageRefused && error.code === "decoders.busy";

test("room that is given back can be held again, and given back twice counts once", () => {
  const budget = intakeBudget(100);
  const anna = budget.hold("anna", 50);
  const bert = budget.hold("bert", 50);
  assert.throws(() => budget.hold("cleo", 1), isBusy);
  anna.release();
  anna.release();
  budget.hold("cleo", 50);
  assert.throws(() => budget.hold("dora", 1), isBusy);
  bert.release();
  budget.hold("dora", 1);
});

test("one person has half at most, and the others the rest", () => {
  const budget = intakeBudget(100);
  budget.hold("anna", 30);
  assert.throws(() => budget.hold("anna", 21), isBusy);
  budget.hold("anna", 20);
  budget.hold("bert", 50);
});

test("a single file larger than all there is finds room when nothing else is held", () => {
  const budget = intakeBudget(100);
  {
    using _hold = budget.hold("anna", 500);
    assert.throws(() => budget.hold("bert", 1), isBusy);
  }
  budget.hold("bert", 1);
});
