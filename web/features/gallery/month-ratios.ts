import { useSyncExternalStore } from "react";
import type { Image } from "#contract/images.ts";
import { onPrivateDataDrop } from "../../api/query-client.ts";
import { shownRatio } from "../../ui/pictures/justified-rows.ts";

// The ratios of all pictures seen so far: four bytes each, kept while the pictures themselves are let go, so that
// a month passed once keeps its exact height.

export interface MonthRatios {
  /** From the month's first picture on. */
  readonly ratios: Float32Array;
  readonly isComplete: boolean;
}

let known: ReadonlyMap<string, MonthRatios> = new Map();
const sources = new Map<string, readonly Image[]>();
const listeners = new Set<() => void>();

function publish(next: ReadonlyMap<string, MonthRatios>): void {
  known = next;
  for (const changed of listeners) changed();
}

onPrivateDataDrop(() => {
  sources.clear();
  publish(new Map());
});

/**
 * Notes the pictures of a month that are loaded. A shorter list than before (a month that is being loaded again)
 * changes nothing as long as its pictures have the ratios that are known.
 */
export function noteRatios(month: string, images: readonly Image[], isComplete: boolean): void {
  if (sources.get(month) === images) return;
  sources.set(month, images);
  const ratios = Float32Array.from(images, shownRatio);
  const before = known.get(month);
  if (before !== undefined && !isComplete && begins(before.ratios, ratios)) return;
  publish(new Map(known).set(month, { ratios, isComplete }));
}

function begins(whole: Float32Array, start: Float32Array): boolean {
  return start.length <= whole.length && start.every((ratio, i) => ratio === whole[i]);
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** The ratios known by month. */
export function useMonthRatios(): ReadonlyMap<string, MonthRatios> {
  return useSyncExternalStore(subscribe, () => known);
}
