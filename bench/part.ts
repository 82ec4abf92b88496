// What a part of the benchmark is asked, and what it answers: rows of one table.

import type { Rounds, Spread } from "./rounds.ts";
import type { SeededVault } from "./seed-vault.ts";

export interface Bench {
  readonly rounds: number;
  /** Smaller vaults and shorter loads: to see that the bench works, not to quote. */
  readonly isQuick: boolean;
  say(line: string): void;
  /** A vault of so many pictures, sealed once and kept for the next run. A server may be started on its folder. */
  vaultOf(count: number, options?: { readonly hasFiles: boolean }): Promise<SeededVault>;
}

export interface Row {
  /** Of the targets: `P4`. */
  readonly target: string;
  readonly what: string;
  readonly unit: string;
  readonly safelight: Spread;
  readonly yardstick: { readonly name: string; readonly figure: Spread } | null;
  /** Of both, round by round; as the target puts it. */
  readonly ratio: Spread | null;
  /** In words: `at least 0.3`. Null where there is none. */
  readonly wanted: Wanted | null;
  readonly kept: number;
  readonly dropped: number;
  /** Nothing but busy rounds: what is measured by the clock says little. */
  readonly isBusy: boolean;
}

/** A bound for the ratio, or for the figure itself. */
export interface Wanted {
  readonly of: "ratio" | "figure";
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Curve {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly { readonly count: number; readonly value: number }[];
}

export interface Findings {
  readonly rows: readonly Row[];
  readonly curves?: readonly Curve[];
  /** What a reader must know besides, such as query plans. */
  readonly notes?: readonly string[];
}

export interface Part {
  readonly name: string;
  readonly about: string;
  run(bench: Bench): Promise<Findings>;
}

export function isReached({ safelight, ratio, wanted }: Row): boolean | null {
  if (wanted === null) return null;
  const { median } = wanted.of === "ratio" && ratio !== null ? ratio : safelight;
  if (Number.isNaN(median)) return false;
  return median >= (wanted.atLeast ?? -Infinity) && median <= (wanted.atMost ?? Infinity);
}

/** What rounds say of themselves, for a row. */
export function roundsOf<Kind extends string>(
  rounds: Rounds<Kind>,
): Pick<Row, "kept" | "dropped" | "isBusy"> {
  return { kept: rounds.kept.length, dropped: rounds.dropped, isBusy: rounds.isBusy };
}
