import type { Findable } from "./read-query.ts";
import { searchableText } from "./searchable-text.ts";

// Dates as people type them: `2024`, `2023-05`, `2023-05-17`, `2023-05..2023-07`, `june 2024`, `17 Mei 2024`.

type Matches = (picture: Findable) => boolean;

/** Of English and Indonesian, by month. */
const NAMES: readonly (readonly string[])[] = [
  ["january", "januari"],
  ["february", "februari", "pebruari"],
  ["march", "maret"],
  ["april"],
  ["may", "mei"],
  ["june", "juni"],
  ["july", "juli"],
  ["august", "agustus"],
  ["september"],
  ["october", "oktober"],
  ["november", "nopember"],
  ["december", "desember"],
];
/** Fewer letters could be anything. */
const SHORTEST_NAME = 3;
const DATE = /^(?:1[89]|2[01])\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const YEAR = /^(?:1[89]|2[01])\d\d$/;

const two = (number: number) => String(number).padStart(2, "0");

/** Pictures of a year, month or day; null where the text is none. */
export function readDate(text: string): Matches | null {
  return DATE.test(text) ? ({ takenAt }) => takenAt.startsWith(text) : null;
}

/** Pictures from one date to another, both included; one of the two may be left out. */
export function readDateRange(text: string): Matches | null {
  const [from, to, ...more] = text.split("..");
  if (from === undefined || to === undefined || more.length > 0 || from + to === "") return null;
  if ([from, to].some((end) => end !== "" && !DATE.test(end))) return null;
  // A picture of the last day lies behind its bare date and is still of it.
  return ({ takenAt }) => takenAt >= from && (to === "" || takenAt.slice(0, to.length) <= to);
}

/** 1 to 12; null where the word begins no month's name, or several. */
function monthOfName(word: string): number | null {
  const name = searchableText(word).trim();
  if (name.length < SHORTEST_NAME) return null;
  const found = NAMES.flatMap((names, at) => (names.some((one) => one.startsWith(name)) ? [at + 1] : []));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A month by its name, with a day before and a year after where they are typed: `june`, `june 2024`, `17 mei 2024`. */
export function readMonthName(tokens: readonly string[]): { matches: Matches; taken: number } | null {
  const [first = "", second = "", third = ""] = tokens;
  const day = /^(?:0?[1-9]|[12]\d|3[01])\.?$/.test(first) ? Number.parseInt(first, 10) : null;
  if (day !== null) {
    const month = monthOfName(second);
    if (month === null) return null;
    const tail = `-${two(month)}-${two(day)}`;
    if (!YEAR.test(third)) return { matches: ({ takenAt }) => takenAt.slice(4, 10) === tail, taken: 2 };
    return { matches: ({ takenAt }) => takenAt.startsWith(third + tail), taken: 3 };
  }
  const month = monthOfName(YEAR.test(first) ? second : first);
  if (month === null) return null;
  const year = YEAR.test(first) ? first : YEAR.test(second) ? second : null;
  if (year === null) return { matches: ({ takenAt }) => takenAt.slice(5, 7) === two(month), taken: 1 };
  return { matches: ({ takenAt }) => takenAt.startsWith(`${year}-${two(month)}`), taken: 2 };
}
