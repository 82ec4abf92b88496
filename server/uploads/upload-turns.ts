import type { UploadId } from "#contract/ids.ts";

// One request at a time writes to an upload. A later one wins: a connection that broke without a word would
// otherwise hold the upload until the server notices.

export interface UploadTurn extends Disposable {
  /** Aborts when somebody else wants the turn. */
  readonly signal: AbortSignal;
}

export interface UploadTurns {
  /** Asks whoever has the turn to end, waits for that, and takes it. */
  take(id: UploadId): Promise<UploadTurn>;
  /** Whether anybody has it. */
  isTaken(id: UploadId): boolean;
}

export function uploadTurns(): UploadTurns {
  const taken = new Map<UploadId, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  return {
    async take(id) {
      for (let other = taken.get(id); other !== undefined; other = taken.get(id)) {
        other.abort.abort();
        await other.ended;
      }
      const abort = new AbortController();
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      taken.set(id, { abort, ended });
      return {
        signal: abort.signal,
        [Symbol.dispose]() {
          taken.delete(id);
          resolve();
        },
      };
    },
    isTaken: (id) => taken.has(id),
  };
}
