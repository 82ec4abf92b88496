// Periodic work. Each job runs at most once at a time over all servers that share the database, and about once in
// its period, restarts included: its lease is kept until it is due again.
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "../crypto/random.ts";
import type { Database } from "../database/open.ts";
import { databaseLeases } from "./leases.ts";

/** How long a job waits before it asks again for a lease that another server has. */
const longestWaitSeconds = 60;

export interface Job {
  /** The same on every server: it is what the lease is on. */
  readonly name: string;
  readonly everySeconds: number;
  /** The signal is raised when the server stops or the lease is lost: leave off at the next good place. */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

export interface JobsSettings {
  readonly database: Database;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: { error(fields: object, message: string): void };
  readonly jobs: readonly Job[];
  /** After how long another server may take over from one that was killed in the middle of a job. */
  readonly leaseSeconds?: number;
  /** Told of every run once it has ended. */
  readonly onRun?: (name: string, result: "done" | "failed") => void;
}

export interface RunningJobs {
  /** Starts nothing more, tells what runs to leave off, and resolves when it has. */
  stop(): Promise<void>;
}

/** Runs every job now and then each `everySeconds` after it ended. A job that fails is logged and tried again. */
export function startJobs({
  database,
  clock,
  log,
  jobs,
  leaseSeconds = 60,
  onRun,
}: JobsSettings): RunningJobs {
  const leases = databaseLeases(database, newId());
  const leaseMs = leaseSeconds * 1000;
  const stopping = new AbortController();

  async function runOnce(job: Job): Promise<boolean> {
    const startedAt = clock();
    const dueAgainAt = startedAt + job.everySeconds * 1000;
    const longestMs = Math.max(leaseMs, job.everySeconds * 1000);
    if (!(await leases.take(job.name, startedAt, startedAt + leaseMs, longestMs))) return false;
    const lost = new AbortController();
    const ended = new AbortController();
    const kept = keepLease(job, startedAt + leaseMs, lost, ended.signal);
    try {
      await job.run(AbortSignal.any([stopping.signal, lost.signal]));
    } finally {
      ended.abort();
      await kept;
      await leases.move(job.name, dueAgainAt);
    }
    return true;
  }

  /** Moves the end of the lease on while the job runs; raises `lost` when it may be another server's by now. */
  async function keepLease(job: Job, heldUntil: number, lost: AbortController, ended: AbortSignal) {
    let lastsUntil = heldUntil;
    while (await pause(leaseMs / 3, ended)) {
      const until = clock() + leaseMs;
      try {
        if (await leases.move(job.name, until)) lastsUntil = until;
        else lost.abort();
      } catch (error) {
        log.error({ err: error, job: job.name }, "the lease of a job could not be renewed");
        if (clock() >= lastsUntil) lost.abort();
      }
    }
  }

  async function repeat(job: Job): Promise<void> {
    while (!stopping.signal.aborted) {
      let waitSeconds = job.everySeconds;
      try {
        if (await runOnce(job)) onRun?.(job.name, "done");
        else waitSeconds = Math.min(waitSeconds, longestWaitSeconds);
      } catch (error) {
        // A job that was told to stop may well say so by failing.
        if (!stopping.signal.aborted) {
          log.error({ err: error, job: job.name }, "a job failed");
          onRun?.(job.name, "failed");
        }
      }
      await pause(waitSeconds * 1000, stopping.signal);
    }
  }

  const running = jobs.map((job) => repeat(job));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** True after the time, false as soon as the signal is raised. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal }).catch(() => false);
}
