import { useSyncExternalStore } from "react";
import type { MonthLayout } from "#contract/images.ts";
import { onPrivateDataDrop, queryClient } from "../../api/query-client.ts";
import { croppedRatio } from "../../ui/pictures/justified-rows.ts";

// The ratios of all months seen so far: four bytes a picture, kept while the layouts themselves are let go, so that
// a month passed once keeps its exact height.

let known: ReadonlyMap<string, Float32Array> = new Map();
const listeners = new Set<() => void>();

function publish(next: ReadonlyMap<string, Float32Array>): void {
  known = next;
  for (const changed of listeners) changed();
}

onPrivateDataDrop(() => publish(new Map()));

queryClient.getQueryCache().subscribe((change) => {
  if (change.type !== "updated" || change.action.type !== "success") return;
  const [kind, month] = change.query.queryKey as readonly unknown[];
  if (kind !== "layout" || typeof month !== "string") return;
  const { ratios } = change.query.state.data as MonthLayout;
  publish(
    new Map(known).set(
      month,
      Float32Array.from(ratios, (thousandths) => croppedRatio(thousandths / 1000)),
    ),
  );
});

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** The ratios known, by month. */
export function useMonthRatios(): ReadonlyMap<string, Float32Array> {
  return useSyncExternalStore(subscribe, () => known);
}
