// When a figure has become too bad: bounds on ratios of processor time, and rounds until they hold or are missed for
// certain. A noisy neighbour moves single rounds; only the median counts, and a miss is measured again and again before
// it is believed.

import { measureRound, type Sample, type Spread, spreadOf } from "./rounds.ts";

/** So much of what a gate stands on must be kept, where it does not say another share itself. */
const KEPT = 0.8;

export interface Gate<Kind extends string> {
  /** Of docs/performance.md: `P4`. */
  readonly target: string;
  readonly what: string;
  readonly ratio: (by: Readonly<Record<Kind, Sample>>) => number;
  readonly better: "higher" | "lower";
  /** The ratio that the gate stands on. */
  readonly base: number;
  /** `target`: as the target puts it. `reached`: the target is not reached, so what was measured last may not be lost. */
  readonly basis: "target" | "reached";
  /** The share of it that must be kept; 0.8 otherwise. Nearer to one where the ratio hardly moves from run to run. */
  readonly kept?: number;
}

export interface Verdict<Kind extends string> {
  readonly gate: Gate<Kind>;
  readonly spread: Spread;
  readonly holds: boolean;
}

export interface Bounds {
  /** Rounds before anything is judged. */
  readonly few: number;
  /** Rounds after which a miss is one. */
  readonly many: number;
}

export interface Judged<Kind extends string> {
  readonly verdicts: readonly Verdict<Kind>[];
  readonly rounds: number;
  /** Median of the rounds: which part of the machine other programs had. */
  readonly othersShare: number;
}

/** The worst ratio that a gate lets through. */
export function boundOf({
  base,
  better,
  kept = KEPT,
}: Pick<Gate<string>, "base" | "better" | "kept">): number {
  return better === "higher" ? base * kept : base / kept;
}

/** Measures all kinds round by round: a few times, and on until every median is within its bound, or `many` times. */
export async function judge<Kind extends string>(
  gates: readonly Gate<Kind>[],
  kinds: Readonly<Record<Kind, () => Promise<Sample>>>,
  { few, many }: Bounds,
): Promise<Judged<Kind>> {
  const rounds: Awaited<ReturnType<typeof measureRound<Kind>>>[] = [];
  for (;;) {
    rounds.push(await measureRound(rounds.length, kinds));
    if (rounds.length < few) continue;
    const verdicts = gates.map((gate) =>
      verdictOf(
        gate,
        rounds.map(({ by }) => by),
      ),
    );
    if (rounds.length < many && verdicts.some(({ holds }) => !holds)) continue;
    const othersShare = spreadOf(rounds.map((round) => round.othersShare)).median;
    return { verdicts, rounds: rounds.length, othersShare };
  }
}

function verdictOf<Kind extends string>(
  gate: Gate<Kind>,
  rounds: readonly Readonly<Record<Kind, Sample>>[],
): Verdict<Kind> {
  const spread = spreadOf(rounds.map(gate.ratio));
  const bound = boundOf(gate);
  // What is no number holds nothing.
  const holds = gate.better === "higher" ? spread.median >= bound : spread.median <= bound;
  return { gate, spread, holds };
}

/** One line for each gate, with what it was measured by. */
export function textOf<Kind extends string>({ verdicts, rounds, othersShare }: Judged<Kind>): string {
  const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
  const lines = verdicts.map(({ gate, spread, holds }) => {
    const bound = `${gate.better === "higher" ? "at least" : "at most"} ${times(boundOf(gate))}`;
    const why = `${gate.basis === "target" ? "the target is" : "reached so far:"} ${times(gate.base)}`;
    const found = `${times(spread.median)} (${spread.low.toFixed(2)} to ${spread.high.toFixed(2)})`;
    return `${holds ? "holds" : "MISSED"} ${gate.target} ${gate.what}: ${found}, ${bound}; ${why}`;
  });
  const busy = `${Math.round(othersShare * 100)} % of the machine was with other programs`;
  return [...lines, `medians and quartiles of ${rounds} rounds; ${busy}`].join("\n");
}
