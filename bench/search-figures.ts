// P10 as rows: bench/search.ts in a process of its own, once for each round.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Bench, type Findings, type Row, roundsOf } from "./part.ts";
import { figuresOf, interleave, type Sample, spreadOf } from "./rounds.ts";

const run = promisify(execFile);

async function searched(count: number): Promise<Sample> {
  const script = join(import.meta.dirname, "search.ts");
  const { stdout } = await run(process.execPath, [script, String(count)], { maxBuffer: 1 << 24 });
  const first = /^first search: (\d+) ms/m.exec(stdout)?.[1];
  const veryFirst = /^very first search: (\d+) ms/m.exec(stdout)?.[1];
  const later = [...stdout.matchAll(/^".*": median ([\d.]+) ms/gm)].map(([, figure]) => Number(figure));
  if (first === undefined || veryFirst === undefined || later.length === 0)
    throw new Error(`no figures in: ${stdout}`);
  return { veryFirstMs: Number(veryFirst), firstMs: Number(first), laterMs: Math.max(...later) };
}

export async function measureSearch(bench: Bench): Promise<Findings> {
  const count = bench.isQuick ? 2000 : 100_000;
  const rounds = await interleave(bench.rounds, { search: () => searched(count) });
  const row = (what: string, figure: string, atMost: number | null): Row => ({
    target: "P10",
    what,
    unit: "ms",
    safelight: spreadOf(figuresOf(rounds, "search", figure)),
    yardstick: null,
    ratio: null,
    wanted: atMost === null ? null : { of: "figure", atMost },
    ...roundsOf(rounds),
  });
  const text = count.toLocaleString("en");
  return {
    rows: [
      row(`very first search of ${text}, which opens and seals them`, "veryFirstMs", null),
      row(`first search of ${text} after unlocking`, "firstMs", 300),
      row("later searches, the slowest of seven kinds", "laterMs", 50),
    ],
  };
}
