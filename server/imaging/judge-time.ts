// When a decoder has had enough time for one picture. What counts is the processor time that it used, so that a busy
// machine is not held against anybody's picture; the clock on the wall only ends what gets nowhere.

import type { ProcessorTime } from "./processor-time.ts";

export interface TimeLimits {
  /** Of processor time; and on the wall, for a decoder that nothing keeps from running. */
  readonly seconds: number;
  /** On the wall, for one that waits for its turn at the processor. */
  readonly patienceSeconds: number;
}

/**
 * `timeout`: it used its time, or stands still though nothing keeps it from running: the picture's fault.
 * `stalled`: others had the processor for so long that waiting on is no use: nobody's fault.
 * null: let it go on.
 *
 * `spent` is what the process had since the job began; null where the system does not tell, and the wall decides.
 */
export function judgeTime(
  { seconds, patienceSeconds }: TimeLimits,
  wallSeconds: number,
  spent: ProcessorTime | null,
): "timeout" | "stalled" | null {
  if (wallSeconds < seconds && (spent?.usedSeconds ?? 0) < seconds) return null;
  if (spent === null || spent.usedSeconds >= seconds) return "timeout";
  const isKeptWaiting =
    spent.waitedSeconds === null || spent.usedSeconds + spent.waitedSeconds >= wallSeconds / 2;
  if (!isKeptWaiting) return "timeout";
  return wallSeconds >= patienceSeconds ? "stalled" : null;
}
