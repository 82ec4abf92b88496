import { useSyncExternalStore } from "react";
import type { Language } from "../../contract/language.ts";
import type { en } from "./en/en.ts";

// The one catalogue of words. Each language is a file of its own, fetched before the first page is drawn or when it
// is chosen, so that the entry carries none. A language is an object of type `Words`: a missing key does not compile.

export type Words = typeof en;

const CATALOGUES: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import("./en/en.ts")).en,
  id: async () => (await import("./id/id.ts")).id,
};

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", id: "Bahasa Indonesia" };

/**
 * The words in use, for code outside components. There are none before `loadWords` is done, so they are read inside
 * functions, never while a module is being made.
 */
export let words: Words;

/** The language of the words in use; what dates and numbers are written in, too. */
export let language: Language = "en";

const listeners = new Set<() => void>();

/** Fetches the words of a language, and speaks it from then on. To be awaited before anything is drawn. */
export async function loadWords(wanted: Language): Promise<void> {
  words = await CATALOGUES[wanted]();
  language = wanted;
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The words in use, for components, which are drawn again when another language is chosen. */
export function useWords(): Words {
  return useSyncExternalStore(watch, () => words);
}

/** The language in use, for components. */
export function useLanguage(): Language {
  return useSyncExternalStore(watch, () => language);
}
