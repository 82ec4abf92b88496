import type { EventKind } from "#contract/events.ts";
import type { AccountId } from "#contract/ids.ts";

// Word of what was committed, within one process or between all that serve one instance. A word says whose it is,
// what happened and to which id, and nothing private: a carrier may be something that others read, too.

export interface Word {
  readonly accountId: AccountId;
  /** `account.forgotten`: its keys must leave memory, everywhere and at once. It goes to no client. */
  readonly kind: EventKind | "account.forgotten";
  /** Of an image, an album or a session; null where it is the account. */
  readonly id: string | null;
}

export interface Events {
  /**
   * Sends word, after the commit it tells of. Those who listen in this process have heard when it returns; those in
   * others hear it soon, and those who were away never do.
   */
  publish(word: Word): void;
  /** Returns the way to stop. A listener must not throw. */
  listen(listener: (word: Word) => void): () => void;
}

/** For one process that serves an instance alone, as with SQLite. */
export function inProcessEvents(): Events {
  const listeners = new Set<(word: Word) => void>();
  return {
    publish(word) {
      for (const listener of listeners) listener(word);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
