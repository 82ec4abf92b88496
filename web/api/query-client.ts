import { QueryClient } from "@tanstack/react-query";
import { ConnectionError, isProblem } from "./problem-error.ts";

// What was fetched, in memory only; dropped when the vault locks or the person signs out.

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) =>
        failures < 2 &&
        (error instanceof ConnectionError || isProblem(error, "unavailable", "storage.unavailable")),
    },
  },
});

type Drop = () => void;
const drops = new Set<Drop>();

/**
 * Registers how a feature forgets what it holds outside the query cache (object URLs, decoded pictures).
 * Returns the way to take it back.
 */
export function onPrivateDataDrop(drop: Drop): () => void {
  drops.add(drop);
  return () => drops.delete(drop);
}

/** Of the instance, and of the page that a locked vault leads to, which is there before the rest is forgotten. */
const NOT_DROPPED: ReadonlySet<unknown> = new Set(["instance", "start-again"]);

/** Forgets everything private that this page holds in memory. */
export function dropPrivateData(): void {
  void queryClient.cancelQueries();
  queryClient.removeQueries({ predicate: (query) => !NOT_DROPPED.has(query.queryKey[0]) });
  queryClient.getMutationCache().clear();
  for (const drop of drops) drop();
}
