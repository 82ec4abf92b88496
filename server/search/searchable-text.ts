// Text as it is compared: without case and accents, words parted by single spaces, one space before each.

/** Letters that Unicode takes apart into nothing simpler, and people do. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  ħ: "h",
};
const NOT_PLAIN = /[ßæœøđðłþıħ]/g;
const ASCII_ONLY = /^[\n -~]*$/;
/** Scripts that put no spaces between words: there a word may begin anywhere. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** ` img 2024 sunset`; empty where there is neither letter nor digit. */
export function searchableText(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII_ONLY.test(lower)) return parted(lower, /[a-z0-9]+/g);
  const bare = lower.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
  return parted(
    bare.replace(NOT_PLAIN, (letter) => PLAIN[letter] ?? letter),
    /[\p{L}\p{N}]+/gu,
  );
}

function parted(text: string, words: RegExp): string {
  const found = text.match(words);
  return found === null ? "" : ` ${found.join(" ")}`;
}

/**
 * What to look for in searchable text so that a typed word finds the words that begin with it; null where nothing
 * can be looked for.
 */
export function searchedText(word: string): string | null {
  const text = searchableText(word);
  if (text === "") return null;
  return WITHOUT_SPACES.test(text) ? text.slice(1) : text;
}
