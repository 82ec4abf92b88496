// What the tests of gates share.

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type Judged, textOf } from "./gates.ts";
import type { Sample } from "./rounds.ts";

export const costOf = (sample: Sample): number => sample["cpuMs"] ?? Number.NaN;

/** What `account` says that the work took. */
export async function costOfWork(account: () => number, work: () => Promise<unknown>): Promise<Sample> {
  const before = account();
  await work();
  return { cpuMs: account() - before };
}

/** Fails the test unless every gate holds, and says what was measured in any case. */
export function report<Kind extends string>(t: TestContext, judged: Judged<Kind>): void {
  const text = textOf(judged);
  t.diagnostic(text);
  assert.ok(
    judged.verdicts.every(({ holds }) => holds),
    `something has become slower:\n${text}`,
  );
}
