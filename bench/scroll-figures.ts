// P13 as rows: bench/scroll.ts in Chromium, once for each round.

import { type Bench, type Findings, type Row, roundsOf } from "./part.ts";
import { figuresOf, interleave, spreadOf } from "./rounds.ts";
import { measureScrolling } from "./scroll.ts";

export async function measureScroll(bench: Bench): Promise<Findings> {
  const count = bench.isQuick ? 1000 : 100_000;
  const vault = await bench.vaultOf(count);
  const rounds = await interleave(bench.isQuick ? 1 : bench.rounds, {
    scroll: async () => ({ ...(await measureScrolling(vault.dataFolder, count)) }),
  });
  const row = (what: string, figure: string, unit: string, atMost: number): Row => ({
    target: "P13",
    what: `${what}, ${count.toLocaleString("en")} pictures`,
    unit,
    safelight: spreadOf(figuresOf(rounds, "scroll", figure)),
    yardstick: null,
    ratio: null,
    wanted: { of: "figure", atMost },
    ...roundsOf(rounds),
  });
  return {
    rows: [
      row("tasks over 50 ms while scrolling", "longTasks", "tasks", 0),
      row("tasks of over 50 ms of processor time", "busyTasks", "tasks", 0),
      row("the longest task, of processor time", "busiestTaskMs", "ms", 50),
      row("growth of the heap", "heapGrowthMb", "MB", 60),
      row("first thumbnails after the answer to sign-in", "afterSignInMs", "ms", 1000),
    ],
  };
}
