import type { Image } from "../../contract/images.ts";
import { onPrivateDataDrop } from "./query-client.ts";

// The pictures whose details are in memory, by id: those near the screen and the latest ones passed. Bounded, so
// that memory stays flat however far somebody scrolls.

/** Some ten screens of a large monitor. */
export const MOST_LOADED = 4000;

/** Least used first. */
const loaded = new Map<string, Image>();
/** Of those in memory: changed by somebody else, perhaps. They are shown as they were until they are asked for again. */
const doubted = new Set<string>();
const listeners = new Set<() => void>();
const doubters = new Set<() => void>();
let version = 0;

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

onPrivateDataDrop(() => {
  loaded.clear();
  doubted.clear();
  changed();
});

/** The picture of this id, if it is in memory. */
export function findLoaded(id: string): Image | null {
  return loaded.get(id) ?? null;
}

/** Puts pictures in place of what was known of them. */
export function keepPictures(images: readonly Image[]): void {
  if (images.length === 0) return;
  for (const image of images) {
    doubted.delete(image.id);
    loaded.delete(image.id);
    loaded.set(image.id, image);
  }
  for (const id of loaded.keys()) {
    if (loaded.size <= MOST_LOADED) break;
    loaded.delete(id);
    doubted.delete(id);
  }
  changed();
}

/** Something may have changed unheard: whatever is looked at is to be asked for again. */
export function doubtLoaded(): void {
  for (const id of loaded.keys()) doubted.add(id);
  for (const doubt of doubters) doubt();
}

/** Calls `listener` when what is in memory is in doubt. Returns the way to stop. */
export function watchDoubts(listener: () => void): () => void {
  doubters.add(listener);
  return () => doubters.delete(listener);
}

/** Whether a picture is in memory, beyond doubt. Being asked for counts as being used: it then outlives others. */
export function isLoaded(id: string): boolean {
  const image = loaded.get(id);
  if (image === undefined || doubted.has(id)) return false;
  loaded.delete(id);
  loaded.set(id, image);
  return true;
}

/** Calls `listener` at each change. Returns the way to stop. */
export function watchLoaded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Another number after each change. */
export function loadedVersion(): number {
  return version;
}
