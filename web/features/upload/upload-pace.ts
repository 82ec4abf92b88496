// How fast files leave, and how long the rest will take, from what has left so far.

/** What has left within this time tells the speed. Milliseconds. */
const WINDOW = 12_000;

/** Sooner than this a speed is a guess. Milliseconds. */
const SHORTEST = 2000;

export interface PaceSample {
  readonly at: number;
  readonly sentBytes: number;
}

export interface Pace {
  readonly bytesPerSecond: number;
  readonly secondsLeft: number;
}

/** Adds what has left by now. Where it is less than before (a file was taken out or is sent anew) it begins again. */
export function withSample(samples: readonly PaceSample[], sample: PaceSample): readonly PaceSample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.sentBytes < last.sentBytes) return [sample];
  return [...samples.filter(({ at }) => sample.at - at <= WINDOW), sample];
}

/** @returns null as long as too little is known, or nothing moves */
export function paceOf(samples: readonly PaceSample[], bytesLeft: number): Pace | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < SHORTEST) return null;
  const bytesPerSecond = ((last.sentBytes - first.sentBytes) / (last.at - first.at)) * 1000;
  if (bytesPerSecond < 1) return null;
  return { bytesPerSecond, secondsLeft: Math.max(0, bytesLeft) / bytesPerSecond };
}
