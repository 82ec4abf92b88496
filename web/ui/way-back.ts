import { useRouterState } from "@tanstack/react-router";

// Where a person wanted to go before signing in or unlocking. It is kept in the history entry, not in the
// address: an address can end up in a log.

declare module "@tanstack/history" {
  interface HistoryState {
    /** Where to go after signing in or unlocking: a path of ours. */
    readonly next?: string;
    /** The vault did not open at sign-in: its password was set by mail. */
    readonly afterReset?: true;
    /** The vault did not open at sign-in: the passkey only signs in. */
    readonly byPasskey?: true;
  }
}

/** A path of ours from a history entry; anything else leads to the gallery. */
export function safeNext(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/gallery";
}

/** Where to go once the person is in. */
export function useWayBack(): string {
  return safeNext(useRouterState({ select: (state) => state.location.state.next }));
}
