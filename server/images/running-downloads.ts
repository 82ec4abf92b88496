import type { AccountId, ImageId } from "#contract/ids.ts";

// Long downloads under way, so that they end when their vault is locked or their image destroyed.

export interface RunningDownloads {
  /** A signal that aborts when the download must end; call `done` when it has. Without an id: of many images. */
  begin(accountId: AccountId, id: ImageId | null): { readonly signal: AbortSignal; done(): void };
  drop(id: ImageId): void;
  /** Null: everybody. */
  forget(accountId: AccountId | null): void;
}

export function runningDownloads(): RunningDownloads {
  const running = new Set<{ accountId: AccountId; id: ImageId | null; abort: AbortController }>();
  return {
    begin(accountId, id) {
      const download = { accountId, id, abort: new AbortController() };
      running.add(download);
      return { signal: download.abort.signal, done: () => void running.delete(download) };
    },
    drop(id) {
      for (const download of running) if (download.id === id) download.abort.abort();
    },
    forget(accountId) {
      for (const download of running) {
        if (accountId === null || download.accountId === accountId) download.abort.abort();
      }
    },
  };
}
