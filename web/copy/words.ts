import { useSyncExternalStore } from "react";
import type { Language } from "../../contract/language.ts";
import type { en } from "./en/en.ts";
import type { settings } from "./en/settings.ts";

// The one catalogue of words. Each language is a file of its own, fetched before the first page is drawn or when it
// is chosen, so that the entry carries none. A language is an object of type `Words`: a missing key does not compile.
// What only settings, administration and mailed links say comes with their pages.

export type Words = typeof en;
export type SettingsWords = typeof settings;

const CATALOGUES: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import("./en/en.ts")).en,
  id: async () => (await import("./id/id.ts")).id,
};

const SETTINGS: Readonly<Record<Language, () => Promise<SettingsWords>>> = {
  en: async () => (await import("./en/settings.ts")).settings,
  id: async () => (await import("./id/settings.ts")).settings,
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

let settingsWords: SettingsWords | null = null;

const listeners = new Set<() => void>();

/** Fetches the words of a language, and speaks it from then on. To be awaited before anything is drawn. */
export async function loadWords(wanted: Language): Promise<void> {
  const [all, ofSettings] = await Promise.all([
    CATALOGUES[wanted](),
    settingsWords === null ? null : SETTINGS[wanted](),
  ]);
  words = all;
  settingsWords = ofSettings ?? settingsWords;
  language = wanted;
  for (const listener of listeners) listener();
}

/** Fetches the words of settings in the language in use. To be awaited before a page is drawn that uses them. */
export async function loadSettingsWords(): Promise<void> {
  if (settingsWords !== null) return;
  const wanted = language;
  const loaded = await SETTINGS[wanted]();
  // Another language was chosen meanwhile.
  if (wanted !== language) return await loadSettingsWords();
  settingsWords = loaded;
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The words in use, for components, which are drawn again when another language is chosen. */
export function useWords(): Words {
  return useSyncExternalStore(watch, () => words);
}

/** The words of settings, for components of pages that `loadSettingsWords` was awaited for. */
export function useSettingsWords(): SettingsWords {
  const loaded = useSyncExternalStore(watch, () => settingsWords);
  if (loaded === null) throw new Error("a page that uses the words of settings did not ask for them");
  return loaded;
}

/** The language in use, for components. */
export function useLanguage(): Language {
  return useSyncExternalStore(watch, () => language);
}
