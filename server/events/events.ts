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
  /** Returns the way to stop. A listener must not throw. `from` tells whether the word is of another process. */
  listen(listener: (word: Word, from: "here" | "elsewhere") => void): () => void;
  /** Calls back when word of other processes may have been missed: whatever may have changed must be read anew. */
  listenForGaps(listener: () => void): void;
  /** Whether word of other processes arrives within a second. */
  isHeard(): boolean;
  close(): Promise<void>;
}

/** For one process that serves an instance alone, as with SQLite. */
export function inProcessEvents(): Events {
  const listeners = new Set<Parameters<Events["listen"]>[0]>();
  return {
    publish(word) {
      for (const listener of listeners) listener(word, "here");
    },
    // There is nobody else to hear.
    listenForGaps: () => undefined,
    isHeard: () => true,
    close: async () => undefined,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
