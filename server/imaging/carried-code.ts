// Looks for code of other languages in a cleaned file: what is spelt by pixels, palettes or tails of coded data
// survives any rebuilding of the container. Every find is weighed in bits of surprise, so that honest pictures,
// whose coded bytes look random, are refused less than once in four thousand million, whatever their size.

import { CODE_OPENINGS, CODE_WORDS, type CodeOpening, type CodeWord, isText } from "./code-words.ts";
import { atOnce, type Steps } from "./in-turns.ts";

/** 2 to this is the number of honest files among which one may be refused. */
const RARITY_BITS = 32;
/** How far behind an opening its words count. */
const WINDOW_BYTES = 256;
/** A byte of text is worth less than the 1.4 bits it would be among random bytes: real data is smooth. */
const TEXT_BYTE_BITS = 1;
const MOST_TEXT_BYTES = 32;

/** Random files of any size hold some dozens; beyond this, weighing each would be work without end. */
const MOST_OPENINGS = 10_000;

/** Searched in one step. */
const STEP_BYTES = 256 * 1024;

const upperOf = (byte: number) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);

/** By the first two bytes, both ways of writing letters: most bytes of a file are passed over with one look. */
function byFirstPair<T extends CodeOpening | CodeWord>(all: readonly T[]): readonly (readonly T[])[] {
  const none: readonly T[] = [];
  const lists: T[][] = Array.from({ length: 65_536 });
  for (const one of all) {
    const [first = 0, second = 0] = one.text;
    const ways = (byte: number) => new Set(one.isExact ? [byte] : [byte, upperOf(byte)]);
    for (const high of ways(first))
      for (const low of ways(second)) (lists[(high << 8) | low] ??= []).push(one);
  }
  return Array.from(lists, (list) => list ?? none);
}

const OPENINGS = byFirstPair(CODE_OPENINGS);
const WORDS = byFirstPair(CODE_WORDS);
/** 1 for the bytes with which an opening begins. */
const IS_OPENING_BYTE = Uint8Array.from({ length: 256 }, (_, byte) =>
  CODE_OPENINGS.some(({ text }) => text[0] === byte) ? 1 : 0,
);
/** 1 for the pairs with which an opening, and for those with which a word, begins. */
const IS_OPENING_PAIR = Uint8Array.from(OPENINGS, (list) => (list.length > 0 ? 1 : 0));
const IS_WORD_PAIR = Uint8Array.from(WORDS, (list) => (list.length > 0 ? 1 : 0));
const OPENING_CHOICE_BITS = Math.log2(CODE_OPENINGS.length);
const WORD_CHOICE_BITS = Math.log2(CODE_WORDS.length);

/** Whether `text`, which is in lower case unless it is exact, stands at `at`. */
function stands(bytes: Buffer, at: number, { text, isExact }: CodeOpening | CodeWord): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    const wanted = text[i]!;
    const given = bytes[at + i]!;
    if (given === wanted) continue;
    const isLetter = wanted >= 0x61 && wanted <= 0x7a;
    if (isExact || !isLetter || (given | 0x20) !== wanted) return false;
  }
  return true;
}

interface FoundWord {
  readonly at: number;
  readonly bits: number;
}

/** The words of code in `bytes`, found once however many openings ask for them. */
function wordFinder(bytes: Buffer): (from: number, end: number) => number {
  let found: FoundWord[] = [];
  let searchedTo = 0;
  return (from, end) => {
    for (let at = Math.max(from, searchedTo); at < end; at++) {
      const pair = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
      if (IS_WORD_PAIR[pair] === 0) continue;
      for (const word of WORDS[pair]!) {
        if (!stands(bytes, at, word)) continue;
        found.push({ at, bits: word.bits });
        at += word.text.length - 1;
        break;
      }
    }
    searchedTo = Math.max(searchedTo, end);
    if (found.length === 0) return 0;
    found = found.filter(({ at }) => at >= from);
    let bits = 0;
    // The further from the opening, the more places there were to be at by chance.
    for (const { at, bits: own } of found)
      if (at < end) bits += Math.max(0, own - WORD_CHOICE_BITS - Math.log2(at - from + 2));
    return bits;
  };
}

function textBits(bytes: Buffer, from: number): number {
  const end = Math.min(bytes.length, from + MOST_TEXT_BYTES);
  let at = from;
  while (at < end && isText(bytes[at]!)) at++;
  return (at - from) * TEXT_BYTE_BITS;
}

/** True when `bytes` hold what can hardly be there by chance: PHP, HTML, script, archives, programs, PDF. */
export function carriesCode(bytes: Buffer): boolean {
  return atOnce(searchForCode(bytes));
}

/** The same, a quarter of a megabyte at each step. */
export function* searchForCode(bytes: Buffer): Steps<boolean> {
  const findsCode = codeFinder(bytes);
  for (let from = 0; from + 1 < bytes.length; from += STEP_BYTES) {
    if (from > 0) yield;
    if (findsCode(from, Math.min(bytes.length - 1, from + STEP_BYTES))) return true;
  }
  return false;
}

/** Tells whether code begins between two places; asked for all of `bytes`, from the first to the last but one. */
function codeFinder(bytes: Buffer): (from: number, end: number) => boolean {
  const enough = RARITY_BITS + Math.log2(bytes.length + 1) + OPENING_CHOICE_BITS;
  const wordBits = wordFinder(bytes);
  let openings = 0;
  return (from, end) => {
    for (let at = from; at < end; at++) {
      if (IS_OPENING_BYTE[bytes[at]!] === 0) continue;
      const pair = (bytes[at]! << 8) | bytes[at + 1]!;
      if (IS_OPENING_PAIR[pair] === 0) continue;
      for (const opening of OPENINGS[pair]!) {
        if (!stands(bytes, at, opening)) continue;
        const behind = at + opening.text.length;
        if (opening.next && !opening.next(bytes[behind] ?? 0)) continue;
        if (++openings > MOST_OPENINGS) return true;
        let bits = opening.bits + (opening.isStrong ? textBits(bytes, behind) : 0);
        if (bits < enough) bits += wordBits(behind, Math.min(bytes.length, behind + WINDOW_BYTES));
        if (bits >= enough) return true;
      }
    }
    return false;
  };
}
