// The menu asks for the keys to be shown; the part of the shell that shows them listens.

const listeners = new Set<() => void>();

/** Calls `listener` when somebody asks. Returns the way to stop. */
export function watchKeysWanted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks for the keys to be shown. */
export function showKeys(): void {
  for (const listener of listeners) listener();
}
