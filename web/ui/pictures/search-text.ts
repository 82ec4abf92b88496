import { useSyncExternalStore } from "react";
import { onPrivateDataDrop } from "../../api/query-client.ts";

// What is being searched for. It stays while pictures are looked at, and lives nowhere but here: not in an address,
// not in the history, not in any storage.

let text = "";
const listeners = new Set<() => void>();

export function readSearchText(): string {
  return text;
}

export function writeSearchText(next: string): void {
  text = next;
  for (const listener of listeners) listener();
}

export function useSearchText(): string {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, readSearchText);
}

onPrivateDataDrop(() => writeSearchText(""));
