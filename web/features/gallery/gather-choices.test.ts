import assert from "node:assert/strict";
import { test } from "node:test";
import type { MonthLayout } from "#contract/images.ts";
import { gatherChoices } from "./gather-choices.ts";

const MONTHS = Array.from({ length: 100 }, (_, i) => `m${i}`);
const WHOLE = MONTHS.map((_, monthIndex) => ({ monthIndex, from: 0, to: Number.POSITIVE_INFINITY }));

function layoutOf(month: string): MonthLayout {
  const ids = Array.from({ length: 1000 }, (_, i) => `${month}p${i}`);
  const ones = ids.map(() => 1);
  return { ids, seconds: ones, ratios: ones, sizes: ids.map((_, i) => i) } as unknown as MonthLayout;
}

/** A server that counts what is asked of it at once. */
function ground(stopAt = Number.POSITIVE_INFINITY) {
  const stopping = new AbortController();
  const seen = { asked: 0, atOnce: 0, most: 0, told: [] as number[] };
  return {
    seen,
    on: {
      monthOf: (i: number) => MONTHS[i],
      layoutOf: async (month: string) => {
        seen.asked += 1;
        seen.most = Math.max(seen.most, ++seen.atOnce);
        await Promise.resolve();
        seen.atOnce -= 1;
        return layoutOf(month);
      },
      progressed: (done: number, all: number) => {
        assert.equal(all, 100);
        seen.told.push(done);
        if (done === stopAt) stopping.abort();
      },
      signal: stopping.signal,
    },
  };
}

test("100,000 pictures are chosen month by month, one month at a time, and it is told how far that is", async () => {
  const { seen, on } = ground();
  const choices = await gatherChoices(WHOLE, on);
  assert.equal(choices?.length, 100_000);
  assert.deepEqual(choices?.at(-1), { id: "m99p999", month: "m99", sizeBytes: 999 });
  assert.equal(seen.most, 1);
  assert.deepEqual(
    seen.told,
    MONTHS.map((_, i) => i + 1),
  );
});

test("once it is stopped no further month is opened but the one on its way, and nothing is chosen", async () => {
  const { seen, on } = ground(7);
  assert.equal(await gatherChoices(WHOLE, on), null);
  assert.ok(seen.asked <= 8, `${seen.asked} months`);
});

test("a stretch that begins and ends inside months takes just its own pictures", async () => {
  const { on } = ground();
  const stretches = [
    { monthIndex: 0, from: 998, to: 1000 },
    { monthIndex: 1, from: 0, to: 2 },
  ];
  const choices = await gatherChoices(stretches, { ...on, progressed: () => undefined });
  assert.deepEqual(
    choices?.map(({ id }) => id),
    ["m0p998", "m0p999", "m1p0", "m1p1"],
  );
});

test("a failing month ends it", async () => {
  const { on } = ground();
  const broken = { ...on, layoutOf: () => Promise.reject(new Error("gone")) };
  await assert.rejects(gatherChoices(WHOLE, broken), /gone/);
});
