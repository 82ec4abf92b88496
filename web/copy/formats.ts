import type { Language } from "../../contract/language.ts";
import { language } from "./words.ts";

// Dates, sizes and numbers as people read them, in the language of the words.

const made = new Map<Language, ReturnType<typeof makeFormats>>();

/** How the language in use writes things. Making these takes a while, so each language's are kept. */
function formats(): ReturnType<typeof makeFormats> {
  const known = made.get(language) ?? makeFormats(language);
  made.set(language, known);
  return known;
}

function makeFormats(locale: Language) {
  // Wall time has no zone: it is formatted as if it were UTC, so that it is shown as it was on the spot.
  const wall = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return {
    monthAndYear: wall({ month: "long", year: "numeric" }),
    day: wall({ dateStyle: "long" }),
    shortDay: wall({ weekday: "short", month: "short", day: "numeric" }),
    dayAndTime: wall({ dateStyle: "long", timeStyle: "short" }),
    instant: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }),
    byte: new Intl.NumberFormat(locale, { style: "unit", unit: "byte", unitDisplay: "long" }),
    whole: new Intl.NumberFormat(locale),
    oneDigit: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    coordinate: new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 }),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: "auto" }),
    and: new Intl.ListFormat(locale, { type: "conjunction" }),
    or: new Intl.ListFormat(locale, { type: "disjunction" }),
  };
}

const wallDate = (wallTime: string) => new Date(`${wallTime.slice(0, 19)}Z`);

/** `2026-11` as `November 2026`. */
export function formatMonth(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? month : formats().monthAndYear.format(date);
}

/** Wall time as a day: `June 1, 2024`. */
export function formatDay(wallTime: string): string {
  const date = wallDate(wallTime);
  return Number.isNaN(date.getTime()) ? wallTime : formats().day.format(date);
}

/** Wall time as a day of a year that is told beside it: `Sat, Jun 1`. */
export function formatShortDay(wallTime: string): string {
  const date = wallDate(wallTime);
  return Number.isNaN(date.getTime()) ? wallTime : formats().shortDay.format(date);
}

/** Wall time as a day and time: `June 1, 2024 at 6:30 PM`. */
export function formatDayAndTime(wallTime: string): string {
  const date = wallDate(wallTime);
  return Number.isNaN(date.getTime()) ? wallTime : formats().dayAndTime.format(date);
}

/** An instant in the person's own zone. */
export function formatInstant(instant: string): string {
  return formats().instant.format(new Date(instant));
}

/** `3 minutes ago`, `yesterday`, `in 2 days`: in whole units of the largest that fits. */
export function formatRelative(instant: string, now: number): string {
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const units = [
    ["year", 31_557_600],
    ["month", 2_629_800],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  const fit = units.find(([, length]) => Math.abs(seconds) >= length);
  if (!fit) return formats().relative.format(0, "second");
  const [unit, length] = fit;
  return formats().relative.format(Math.trunc(seconds / length), unit);
}

export function formatNumber(number: number): string {
  return formats().whole.format(number);
}

/** Sizes in units of 1024: `1,023 bytes`, `540 kB`, `3.2 MB`. */
export function formatBytes(bytes: number): string {
  const { byte, whole, oneDigit } = formats();
  if (bytes < 1024) return byte.format(bytes);
  const units = ["kB", "MB", "GB", "TB"];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${(unit === 0 ? whole : oneDigit).format(unit === 0 ? Math.round(size) : size)} ${units[unit]}`;
}

/** Degrees, enough digits for a place within some ten metres. */
export function formatPlace(place: { latitude: number; longitude: number }): string {
  const { coordinate } = formats();
  return `${coordinate.format(place.latitude)}, ${coordinate.format(place.longitude)}`;
}

/** `a, b, and c`, or with `or` where one of them is to be chosen. */
export function formatList(parts: readonly string[], join: "and" | "or" = "and"): string {
  return formats()[join].format(parts);
}

const FORMAT_NAMES = {
  jpeg: "JPEG",
  png: "PNG",
  gif: "GIF",
  webp: "WebP",
  avif: "AVIF",
  heic: "HEIC",
} as const;

export function formatName(format: keyof typeof FORMAT_NAMES): string {
  return FORMAT_NAMES[format];
}

/** `JPEG, PNG, and WebP`, or with `or` where one of them is to be chosen. */
export function formatFormats(
  names: readonly (keyof typeof FORMAT_NAMES)[],
  join: "and" | "or" = "and",
): string {
  return formatList(names.map(formatName), join);
}
