/** How two heaps of times lie to each other. */
export interface TimeComparison {
  readonly medianKnown: number;
  readonly medianUnknown: number;
  /** Mann–Whitney's U over all pairs: how often a known one takes longer; one half when the heaps are alike. */
  readonly chance: number;
  /** How many standard deviations that is from one half, were both alike. */
  readonly deviations: number;
  /** Of each. */
  readonly samples: number;
}

/** Compares without assuming anything of how times are spread. */
export function compareTimes(known: readonly number[], unknown: readonly number[]): TimeComparison {
  let longer = 0;
  for (const one of known) {
    for (const other of unknown) longer += one > other ? 1 : one === other ? 0.5 : 0;
  }
  const pairs = known.length * unknown.length;
  const spread = Math.sqrt((pairs * (known.length + unknown.length + 1)) / 12);
  return {
    medianKnown: median(known),
    medianUnknown: median(unknown),
    chance: longer / pairs,
    deviations: (longer - pairs / 2) / spread,
    samples: Math.min(known.length, unknown.length),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
