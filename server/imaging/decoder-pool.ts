// Shares a few decoders among everybody who waits, and decides what a dead one means: once more on a fresh one
// after a crash, no second try after a time-out, and nothing at all once a decoder was found to be open.

import { ConfinementBroken } from "./confinement.ts";
import { type Decoder, DecoderDied, type DecoderJob, DecoderNotStarted } from "./decoder-child.ts";
import { type Frame, ProtocolBroken } from "./decoder-frames.ts";
import { type DecoderSlot, openDecoderSlot, type SlotRules, type StartDecoder } from "./decoder-slot.ts";
import { type FairQueueLimits, fairQueue } from "./fair-queue.ts";
import { ImageRefused } from "./image-refused.ts";

export interface PoolOptions extends SlotRules {
  readonly decoders: number;
  readonly queue: FairQueueLimits;
  readonly start: StartDecoder;
  /** One decoder ended while it had a job. `how` is never the decoder's own word. */
  readonly onDeath: (how: string) => void;
}

export interface PoolJob<T> extends DecoderJob {
  readonly ownerId: string;
  readonly signal?: AbortSignal | undefined;
  /** Makes the result of an answer. Throws ProtocolBroken when it is not what was asked for. */
  readonly check: (answer: Frame) => T;
}

export interface DecoderPool {
  /**
   * Waits for a decoder and runs the job.
   * Throws ImageRefused ("decoders.busy", "image.decoder-timeout", "image.decoder-crash", "image.too-complex"), ConfinementBroken, or
   * the signal's reason.
   */
  run<T>(job: PoolJob<T>): Promise<T>;
  /** Starts one decoder; resolves when it has proved its walls. Throws what starting threw. */
  warm(): Promise<void>;
  close(): Promise<void>;
  readonly slots: readonly DecoderSlot[];
  readonly waiting: number;
  readonly running: number;
}

interface Ticket {
  readonly ownerId: string;
  readonly sizeBytes: number;
  readonly runOn: (slot: DecoderSlot) => Promise<void>;
  readonly reject: (error: unknown) => void;
}

export function openDecoderPool(options: PoolOptions): DecoderPool {
  const slots = Array.from({ length: options.decoders }, () => openDecoderSlot(start, options));
  const queue = fairQueue<Ticket>(options.queue);
  const taken = new Set<DecoderSlot>();
  let broken: Error | null = null;

  async function start(signal: AbortSignal): Promise<Decoder> {
    try {
      return await options.start(signal);
    } catch (error) {
      // One open decoder is reason enough to trust none.
      if (error instanceof ConfinementBroken) shut(error);
      throw error;
    }
  }

  function shut(error: Error): void {
    broken ??= error;
    for (const ticket of queue.clear()) ticket.reject(broken);
  }

  /** A free slot, rather one whose decoder is warm already. */
  function freeSlot(): DecoderSlot | undefined {
    const free = slots.filter((slot) => !taken.has(slot));
    return (
      free.find((slot) => slot.state === "idle") ?? free.find((slot) => slot.state === "starting") ?? free[0]
    );
  }

  function serveNext(): void {
    const slot = freeSlot();
    const ticket = slot === undefined ? null : queue.next();
    if (slot === undefined || ticket === null) return;
    taken.add(slot);
    void ticket.runOn(slot).finally(() => {
      taken.delete(slot);
      queue.settle(ticket);
      serveNext();
    });
    serveNext();
  }

  async function attempt<T>(slot: DecoderSlot, job: PoolJob<T>): Promise<T> {
    try {
      return await slot.run(job, job.check);
    } catch (error) {
      if (!isCrash(error)) throw error;
      options.onDeath(describe(error));
    }
    // It may have been the picture before, or chance: once more, where no other picture has been.
    slot.retire();
    return slot.run(job, job.check);
  }

  async function runOn<T>(slot: DecoderSlot, job: PoolJob<T>): Promise<T> {
    try {
      return await attempt(slot, job);
    } catch (error) {
      if (error instanceof DecoderNotStarted)
        throw broken ?? new ImageRefused("decoders.busy", "no decoder starts");
      if (isClosed(error)) throw new ImageRefused("decoders.busy", "the darkroom has closed");
      if (!(isCrash(error) || isTimeout(error))) throw error;
      options.onDeath(describe(error));
      if (isTimeout(error)) throw new ImageRefused("image.decoder-timeout", `over ${job.seconds} s`);
      if (isMemory(error))
        throw new ImageRefused("image.too-complex", "it takes more memory than a decoder has");
      throw new ImageRefused("image.decoder-crash", "two decoders ended over it");
    }
  }

  return {
    async run<T>(job: PoolJob<T>): Promise<T> {
      if (broken !== null) throw broken;
      job.signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const ticket: Ticket = {
        ownerId: job.ownerId,
        sizeBytes: job.body.length,
        runOn: (slot) => runOn(slot, job).then(resolve, reject),
        reject,
      };
      if (!queue.push(ticket)) throw new ImageRefused("decoders.busy", "the queue is full");
      // A picture that nobody waits for any more leaves the queue; one that is being decoded may as well end.
      const giveUp = (): void => {
        queue.remove(ticket);
        reject(job.signal?.reason);
      };
      job.signal?.addEventListener("abort", giveUp, { once: true });
      serveNext();
      try {
        return await promise;
      } finally {
        job.signal?.removeEventListener("abort", giveUp);
      }
    },
    async warm() {
      if (broken !== null) throw broken;
      await slots[0]?.warm();
    },
    async close() {
      shut(new ImageRefused("decoders.busy", "the darkroom has closed"));
      await Promise.all(slots.map((slot) => slot.close()));
    },
    slots,
    get waiting() {
      return queue.waiting;
    },
    get running() {
      return queue.running;
    },
  };
}

const isClosed = (error: unknown): boolean => error instanceof DecoderDied && error.how === "closed";

const isTimeout = (error: unknown): boolean => error instanceof DecoderDied && error.how === "timeout";

const isMemory = (error: unknown): boolean => error instanceof DecoderDied && error.how === "memory";

const isCrash = (error: unknown): boolean =>
  error instanceof ProtocolBroken ||
  (error instanceof DecoderDied && ["exit", "memory", "protocol"].includes(error.how));

const describe = (error: unknown): string =>
  error instanceof DecoderDied
    ? error.how
    : error instanceof ProtocolBroken
      ? `protocol: ${error.message}`
      : "unknown";
