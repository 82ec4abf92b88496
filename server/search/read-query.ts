import type { Image } from "#contract/images.ts";
import { readDate, readDateRange, readMonthName } from "./date-words.ts";
import { searchedText } from "./searchable-text.ts";

// From what somebody typed to what a picture must fulfil. Every word must match; a word that may be a date or a
// format matches as such or as part of a name, so that nothing typed can hide a picture that bears it.

/** What is known of one picture when it is searched for. */
export interface Findable {
  readonly id: string;
  /** Wall time without its offset. */
  readonly takenAt: string;
  /** Name, caption and camera as searchable text. */
  readonly text: string;
  readonly format: Image["format"];
  readonly place: { readonly latitude: number; readonly longitude: number } | null;
}

/** One word of the query, or several that belong together. */
export interface Term {
  /** Found in the picture's own text or in the name of an album that holds it, each of them; none: never. */
  readonly words: readonly string[];
  /** The other way to match. */
  readonly otherwise?: (picture: Findable) => boolean;
  /** Matches favourites as well. */
  readonly favourites?: true;
}

export interface Query {
  readonly terms: readonly Term[];
}

const MAX_TERMS = 16;
const EARTH_KILOMETRES = 6371;
const NEAR_KILOMETRES = 10;
const FORMATS: Readonly<Record<string, Image["format"]>> = {
  jpeg: "jpeg",
  jpg: "jpeg",
  png: "png",
  gif: "gif",
  webp: "webp",
  avif: "avif",
  heic: "heic",
};
const FAVOURITE = /^(?:is:)?(?:favou?rites?|favorit)$/;
const NEVER: Term = { words: [] };

/** Null where nothing was typed at all. */
export function readQuery(typed: string): Query | null {
  // A place's numbers may be typed with a space between them.
  const tokens = typed
    .trim()
    .replace(/,\s+(?=[-+\d])/g, ",")
    .split(/\s+/)
    .filter((token) => token !== "");
  if (tokens.length === 0) return null;
  const terms: Term[] = [];
  for (let at = 0; at < tokens.length && terms.length < MAX_TERMS; ) {
    const { term, taken } = readTerm(tokens.slice(at, at + 3));
    if (term !== null) terms.push(term);
    at += taken;
  }
  return { terms: terms.length === 0 ? [NEVER] : terms };
}

function readTerm(tokens: readonly string[]): { term: Term | null; taken: number } {
  const [token = ""] = tokens;
  const dated = readMonthName(tokens);
  if (dated !== null) {
    return {
      term: { words: wordsOf(tokens.slice(0, dated.taken)), otherwise: dated.matches },
      taken: dated.taken,
    };
  }
  const range = readDateRange(token);
  if (range !== null) return { term: { words: [], otherwise: range }, taken: 1 };
  return { term: readWord(token), taken: 1 };
}

function readWord(token: string): Term | null {
  const lower = token.toLowerCase();
  const place = /^(?:place|tempat):(.*)$/.exec(lower);
  if (place !== null) return readPlace(place[1] ?? "");
  const words = wordsOf([token]);
  if (words.length === 0) return null;
  const date = readDate(token);
  if (date !== null) return { words, otherwise: date };
  const format = FORMATS[lower];
  if (format !== undefined) return { words, otherwise: (picture) => picture.format === format };
  return FAVOURITE.test(lower) ? { words, favourites: true } : { words };
}

function wordsOf(tokens: readonly string[]): string[] {
  return tokens.map(searchedText).filter((word) => word !== null);
}

/**
 * `place:48.2,16.4`: within ten kilometres; another distance as a third number. `place:` alone: that there is one.
 * Names of places are not known: they would have to be asked of somebody.
 */
function readPlace(text: string): Term {
  if (text === "" || text === "any") return { words: [], otherwise: ({ place }) => place !== null };
  const numbers = text
    .split(",")
    .map((part) => (/^[-+]?\d+(?:\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  const [latitude = Number.NaN, longitude = Number.NaN, kilometres = NEAR_KILOMETRES] = numbers;
  if (numbers.length > 3 || numbers.some(Number.isNaN) || Math.abs(latitude) > 90) return NEVER;
  const here = { latitude, longitude };
  return { words: [], otherwise: ({ place }) => place !== null && distance(here, place) <= kilometres };
}

/** In kilometres, over the sphere. */
function distance(a: NonNullable<Findable["place"]>, b: NonNullable<Findable["place"]>): number {
  const radians = Math.PI / 180;
  const up = Math.sin(((b.latitude - a.latitude) * radians) / 2) ** 2;
  const across = Math.sin(((b.longitude - a.longitude) * radians) / 2) ** 2;
  const share = up + Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * across;
  return 2 * EARTH_KILOMETRES * Math.asin(Math.min(1, Math.sqrt(share)));
}
