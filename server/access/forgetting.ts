import type { AccountId } from "#contract/ids.ts";

// Word goes round when an account's keys must leave memory: at lock, sign-out, revocation and deletion.

export interface Forgetting {
  /** Calls the listener, at once, each time an account is to be forgotten; null is everybody, when word was missed. */
  listen(listener: (accountId: AccountId | null) => void): void;
  forget(accountId: AccountId): void;
  /** Whether word from other processes arrives. While it does not, nothing that is kept in memory may be used. */
  isHeard(): boolean;
}

export function forgetting(): Forgetting {
  const listeners: ((accountId: AccountId | null) => void)[] = [];
  return {
    listen: (listener) => void listeners.push(listener),
    forget: (accountId) => {
      for (const listener of listeners) listener(accountId);
    },
    isHeard: () => true,
  };
}
