import { en } from "./en/en.ts";

// The one catalogue of words. Another language is an object of type `Words`: a missing key does not compile.

export type Words = typeof en;

/** The words in use, for code outside components. */
export const words: Words = en;

/** The words in use, for components. */
export function useWords(): Words {
  return words;
}
