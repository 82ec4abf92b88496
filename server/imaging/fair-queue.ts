// Who is next: the person with the fewest running jobs, and among those the one whose last turn is longest ago.
// Bounded per person, overall and in bytes, so that waiting never costs more than is known beforehand.

export interface FairQueueLimits {
  readonly perOwner: number;
  readonly overall: number;
  /** Of all that waits together; one job alone may be larger. */
  readonly bytes: number;
}

export interface Waiting {
  readonly ownerId: string;
  readonly sizeBytes: number;
}

export interface FairQueue<T extends Waiting> {
  /** False, and nothing is kept, when a bound is reached. */
  push(job: T): boolean;
  /** The next job, counted as running from now on; null when none waits. */
  next(): T | null;
  /** A job that `next` gave has ended. */
  settle(job: T): void;
  /** Takes a waiting job out; false when it does not wait any more. */
  remove(job: T): boolean;
  /** Takes all waiting jobs out. */
  clear(): readonly T[];
  readonly waiting: number;
  readonly running: number;
}

export function fairQueue<T extends Waiting>(limits: FairQueueLimits): FairQueue<T> {
  const waitingOf = new Map<string, T[]>();
  /** Of people who have something running or waiting; nobody else is remembered. */
  const served = new Map<string, { running: number; turn: number }>();
  let turns = 0;
  let waiting = 0;
  let waitingBytes = 0;
  let running = 0;

  function leave(job: T): void {
    waiting--;
    waitingBytes -= job.sizeBytes;
    if (waitingOf.get(job.ownerId)?.length === 0) waitingOf.delete(job.ownerId);
    forgetIfGone(job.ownerId);
  }

  function forgetIfGone(ownerId: string): void {
    if (!waitingOf.has(ownerId) && served.get(ownerId)?.running === 0) served.delete(ownerId);
  }

  function isBefore(a: string, b: string): boolean {
    const [one, other] = [served.get(a), served.get(b)];
    const byLoad = (one?.running ?? 0) - (other?.running ?? 0);
    return (byLoad || (one?.turn ?? 0) - (other?.turn ?? 0)) < 0;
  }

  return {
    push(job) {
      const own = waitingOf.get(job.ownerId) ?? [];
      if (own.length >= limits.perOwner || waiting >= limits.overall) return false;
      if (waiting > 0 && waitingBytes + job.sizeBytes > limits.bytes) return false;
      own.push(job);
      waitingOf.set(job.ownerId, own);
      waiting++;
      waitingBytes += job.sizeBytes;
      return true;
    },
    next() {
      let chosen: string | null = null;
      for (const ownerId of waitingOf.keys()) {
        if (chosen === null || isBefore(ownerId, chosen)) chosen = ownerId;
      }
      if (chosen === null) return null;
      const job = waitingOf.get(chosen)!.shift()!;
      running++;
      served.set(chosen, { running: (served.get(chosen)?.running ?? 0) + 1, turn: ++turns });
      leave(job);
      return job;
    },
    settle({ ownerId }) {
      running--;
      const own = served.get(ownerId);
      if (own !== undefined) own.running--;
      forgetIfGone(ownerId);
    },
    remove(job) {
      const own = waitingOf.get(job.ownerId);
      const at = own?.indexOf(job) ?? -1;
      if (own === undefined || at < 0) return false;
      own.splice(at, 1);
      leave(job);
      return true;
    },
    clear() {
      const all = [...waitingOf.values()].flat();
      waitingOf.clear();
      waiting = 0;
      waitingBytes = 0;
      return all;
    },
    get waiting() {
      return waiting;
    },
    get running() {
      return running;
    },
  };
}
