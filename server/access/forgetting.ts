import type { AccountId } from "#contract/ids.ts";

// Word goes round when an account's keys must leave memory: at lock, sign-out, revocation and deletion.

export interface Forgetting {
  /** Calls the listener, at once, each time an account is to be forgotten. */
  listen(listener: (accountId: AccountId) => void): void;
  forget(accountId: AccountId): void;
}

export function forgetting(): Forgetting {
  const listeners: ((accountId: AccountId) => void)[] = [];
  return {
    listen: (listener) => void listeners.push(listener),
    forget: (accountId) => {
      for (const listener of listeners) listener(accountId);
    },
  };
}
