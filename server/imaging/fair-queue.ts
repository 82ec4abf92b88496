// Who is next: the person with the fewest running jobs, and among those the one who has waited longest for a
// turn. Bounded per person, overall and in bytes, so that waiting never costs more than is known beforehand.

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
  // In the order in which people get their turn: whoever is served moves to the end.
  const turns = new Map<string, T[]>();
  const runningOf = new Map<string, number>();
  let waiting = 0;
  let waitingBytes = 0;
  let running = 0;

  function leave(job: T): void {
    waiting--;
    waitingBytes -= job.sizeBytes;
  }

  return {
    push(job) {
      const own = turns.get(job.ownerId) ?? [];
      if (own.length >= limits.perOwner || waiting >= limits.overall) return false;
      if (waiting > 0 && waitingBytes + job.sizeBytes > limits.bytes) return false;
      own.push(job);
      turns.set(job.ownerId, own);
      waiting++;
      waitingBytes += job.sizeBytes;
      return true;
    },
    next() {
      let chosen: string | null = null;
      for (const ownerId of turns.keys()) {
        if (chosen === null || (runningOf.get(ownerId) ?? 0) < (runningOf.get(chosen) ?? 0)) chosen = ownerId;
      }
      if (chosen === null) return null;
      const own = turns.get(chosen)!;
      const job = own.shift()!;
      turns.delete(chosen);
      if (own.length > 0) turns.set(chosen, own);
      leave(job);
      running++;
      runningOf.set(chosen, (runningOf.get(chosen) ?? 0) + 1);
      return job;
    },
    settle({ ownerId }) {
      running--;
      const left = (runningOf.get(ownerId) ?? 1) - 1;
      if (left > 0) runningOf.set(ownerId, left);
      else runningOf.delete(ownerId);
    },
    remove(job) {
      const own = turns.get(job.ownerId);
      const at = own?.indexOf(job) ?? -1;
      if (own === undefined || at < 0) return false;
      own.splice(at, 1);
      if (own.length === 0) turns.delete(job.ownerId);
      leave(job);
      return true;
    },
    clear() {
      const all = [...turns.values()].flat();
      turns.clear();
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
