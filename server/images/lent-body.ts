// Of HTTP it knows only what an answer of HTTP/1 is.

import { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { giveBack } from "../crypto/give-back.ts";

/** Plaintext in batches, each made when it is asked for. */
export interface Batches {
  /** The next one, whose buffers are the caller's to give back; null at the end. */
  next(): Promise<readonly Buffer[] | null>;
  /** Releases what is held. Safe to call twice, and before the end. */
  end(): Promise<void>;
}

/**
 * The body of an answer whose memory is freed as it leaves, rather than left for the collector, which would walk the
 * whole heap every few downloads. No batch is asked for before the one before it has left.
 */
export class LentBody extends Readable {
  readonly #batches: Batches;

  constructor(batches: Batches) {
    super({ highWaterMark: 1 });
    this.#batches = batches;
  }

  /** Whoever else reads it gets bytes to keep. */
  override _read(): void {
    this.#batches.next().then(
      (batch) => {
        if (batch === null) {
          this.push(null);
          return;
        }
        const whole = Buffer.concat(batch);
        for (const piece of batch) giveBack(piece);
        this.push(whole);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const release = async (): Promise<void> => {
      // Nobody is left to be told that releasing failed.
      await this.#batches.end().catch(() => {});
      callback(error);
    };
    void release();
  }

  /**
   * HTTP/1 tells of each write when the system has taken it, so only there can its memory be freed. HTTP/2 may have a part
   * of it under way after the stream has ended.
   */
  override pipe<T extends NodeJS.WritableStream>(to: T, options?: { end?: boolean }): T {
    if (!(to instanceof ServerResponse) || options?.end === false) return super.pipe(to, options);
    this.#pump(to).catch((error: unknown) => this.#fail(error));
    return to;
  }

  async #pump(response: ServerResponse): Promise<void> {
    for (;;) {
      const batch = await this.#batches.next();
      if (this.destroyed || response.destroyed) return;
      if (batch === null) break;
      if (!(await hasLeft(response, batch))) return;
      for (const piece of batch) giveBack(piece);
    }
    response.end();
    this.push(null);
    this.resume();
  }

  #fail(error: unknown): void {
    this.destroy(error instanceof Error ? error : new Error("nothing more can be read", { cause: error }));
  }
}

/** False when the connection has ended before; then nobody may free the pieces. */
function hasLeft(response: ServerResponse, pieces: readonly Buffer[]): Promise<boolean> {
  return new Promise((resolve) => {
    response.cork();
    for (const [at, piece] of pieces.entries())
      response.write(
        piece,
        at < pieces.length - 1 ? undefined : (error) => resolve(!(error instanceof Error)),
      );
    response.uncork();
  });
}
