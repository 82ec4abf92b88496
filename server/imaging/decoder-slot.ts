// One place for a decoder: empty until a picture comes, then holding a warm process, which is replaced when it
// has grown old, large or suspect, and let go when nothing comes for a while.

import { type Decoder, DecoderDied, type DecoderJob } from "./decoder-child.ts";
import { type Frame, ProtocolBroken } from "./decoder-frames.ts";

export type StartDecoder = (signal: AbortSignal) => Promise<Decoder>;

export interface SlotRules {
  /** A fresh process for every picture; the next one starts as soon as the last has ended. */
  readonly isStrict: boolean;
  readonly idleSeconds: number;
}

export interface DecoderSlot {
  /** Starts the process if there is none. Throws what starting it threw. */
  warm(): Promise<void>;
  /**
   * Runs one job and gives what `check` makes of the answer; a ProtocolBroken or DecoderDied from `check` ends the process.
   * Throws DecoderDied, ProtocolBroken, or what starting the process threw.
   */
  run<T>(job: DecoderJob, check: (answer: Frame) => T): Promise<T>;
  /** Ends the process after the current job, so that the next one meets a fresh one. */
  retire(): void;
  /** Ends the process now, and resolves once it has gone. */
  close(): Promise<void>;
  readonly state: "empty" | "starting" | "idle" | "busy";
  readonly jobsAsked: number;
  rssBytes(): Promise<number | null>;
}

const MOST_JOBS = 200;
const LONGEST_LIFE_MS = 600_000;
const LARGEST_IDLE_BYTES = 600_000_000;

export function openDecoderSlot(start: StartDecoder, rules: SlotRules): DecoderSlot {
  let decoder: Decoder | null = null;
  let starting: Promise<Decoder> | null = null;
  let isBusy = false;
  const closed = new AbortController();
  let idleTimer: NodeJS.Timeout | undefined;

  async function ready(): Promise<Decoder> {
    if (closed.signal.aborted) throw new DecoderDied("closed", "the darkroom has closed");
    if (decoder?.isAlive) return decoder;
    starting ??= start(closed.signal).finally(() => {
      starting = null;
    });
    decoder = await starting;
    return decoder;
  }

  function drop(why: string): void {
    decoder?.kill("closed", why);
    decoder = null;
  }

  async function mustRetire(current: Decoder): Promise<boolean> {
    if (rules.isStrict || !current.isAlive || current.jobsAsked >= MOST_JOBS) return true;
    if (performance.now() - current.startedAtMs > LONGEST_LIFE_MS) return true;
    return ((await current.rssBytes()) ?? 0) > LARGEST_IDLE_BYTES;
  }

  function rest(): void {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => isBusy || drop("idle"), rules.idleSeconds * 1000).unref();
  }

  return {
    async warm() {
      await ready();
      rest();
    },
    async run(job, check) {
      isBusy = true;
      clearTimeout(idleTimer);
      try {
        const current = await ready();
        try {
          const answer = check(await current.ask(job));
          if (await mustRetire(current)) drop("retired");
          return answer;
        } catch (error) {
          if (error instanceof ProtocolBroken || error instanceof DecoderDied) drop("suspect");
          throw error;
        }
      } finally {
        isBusy = false;
        // The spare of the next picture; that it may fail to start is that picture's business.
        if (rules.isStrict && !closed.signal.aborted) ready().then(rest, () => undefined);
        else rest();
      }
    },
    retire() {
      drop("retired");
    },
    async close() {
      closed.abort();
      clearTimeout(idleTimer);
      // A start that had just succeeded leaves a decoder behind.
      await starting?.catch(() => null);
      const last = decoder;
      drop("the darkroom has closed");
      await last?.ended;
    },
    get state() {
      if (starting !== null) return "starting";
      if (decoder === null || !decoder.isAlive) return "empty";
      return isBusy ? "busy" : "idle";
    },
    get jobsAsked() {
      return decoder?.jobsAsked ?? 0;
    },
    rssBytes: async () => decoder?.rssBytes() ?? null,
  };
}
