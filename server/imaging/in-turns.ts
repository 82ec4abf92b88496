import { setImmediate } from "node:timers/promises";

// Work on a whole file, in steps of a few milliseconds: so that others who wait get their turn in between.

/** Yields between steps, and returns what came of them. */
export type Steps<T> = Generator<void, T, void>;

/** All steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** One step in each turn of the event loop. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}
