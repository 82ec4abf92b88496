// Interleaved rounds: in each, every kind is measured once, now in this order and now in the other, so that what the
// machine does besides falls on all of them. A round in which other programs had over half of the processors is left
// out and counted; where that is true of every round, all are kept and the figures are marked.

import { availableParallelism } from "node:os";
import { machineMs, treeMs } from "./processor-use.ts";

export type Sample = Readonly<Record<string, number>>;

export interface Rounds<Kind extends string> {
  readonly kept: readonly Readonly<Record<Kind, Sample>>[];
  readonly dropped: number;
  /** Every round was busy with something else: those kept are the busy ones. */
  readonly isBusy: boolean;
}

export interface Round<Kind extends string> {
  readonly by: Readonly<Record<Kind, Sample>>;
  /** Part of the machine's processor time that other programs had. */
  readonly othersShare: number;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const TOO_BUSY = 0.5;

export async function interleave<Kind extends string>(
  count: number,
  kinds: Readonly<Record<Kind, () => Promise<Sample>>>,
): Promise<Rounds<Kind>> {
  const rounds: Round<Kind>[] = [];
  for (let round = 0; round < count; round += 1) rounds.push(await measureRound(round, kinds));
  const quiet = rounds.filter(({ othersShare }) => othersShare <= TOO_BUSY);
  const isBusy = quiet.length === 0;
  return {
    kept: (isBusy ? rounds : quiet).map(({ by }) => by),
    dropped: isBusy ? 0 : rounds.length - quiet.length,
    isBusy,
  };
}

/** Every kind once; odd rounds go through them backwards. */
export async function measureRound<Kind extends string>(
  round: number,
  kinds: Readonly<Record<Kind, () => Promise<Sample>>>,
): Promise<Round<Kind>> {
  const names = Object.keys(kinds) as Kind[];
  const by = {} as Record<Kind, Sample>;
  const before = { machine: machineMs(), own: treeMs(process.pid), at: performance.now() };
  for (const name of round % 2 === 0 ? names : names.toReversed()) by[name] = await kinds[name]();
  const own = treeMs(process.pid) - before.own;
  const others = machineMs() - before.machine - own;
  const room = (performance.now() - before.at) * availableParallelism();
  return { by, othersShare: others / room };
}

/** Median and quartiles. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** Of figures in order; between two of them, in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** One figure of one kind, over all kept rounds. */
export function figuresOf<Kind extends string>({ kept }: Rounds<Kind>, kind: Kind, figure: string): number[] {
  return kept.map((round) => round[kind][figure] ?? Number.NaN);
}

/** How many times `above` is of `below`, round by round. */
export function ratiosOf<Kind extends string>(
  { kept }: Rounds<Kind>,
  figure: string,
  above: Kind,
  below: Kind,
): number[] {
  return kept.map((round) => (round[above][figure] ?? Number.NaN) / (round[below][figure] ?? Number.NaN));
}
