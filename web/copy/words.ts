import type { en } from "./en/en.ts";

// The one catalogue of words. Each language is a file of its own, fetched once before the first page is drawn, so
// that the entry carries none. Another language is an object of type `Words`: a missing key does not compile.

export type Words = typeof en;

/**
 * The words in use, for code outside components. There are none before `loadWords` is done, so they are read inside
 * functions, never while a module is being made.
 */
export let words: Words;

/** Fetches the words. To be awaited before anything is drawn. */
export async function loadWords(): Promise<void> {
  words = (await import("./en/en.ts")).en;
}

/** The words in use, for components. */
export function useWords(): Words {
  return words;
}
