// Dates, sizes and numbers as people read them, in the language of the words.

const LANGUAGE = "en";

/** Wall time has no zone: it is formatted as if it were UTC, so that it is shown as it was on the spot. */
const wall = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: "UTC" });
const monthAndYear = wall({ month: "long", year: "numeric" });
const dayOnly = wall({ dateStyle: "long" });
const dayAndTime = wall({ dateStyle: "long", timeStyle: "short" });
const instantFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeStyle: "short" });
const whole = new Intl.NumberFormat(LANGUAGE);
const oneDigit = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
const coordinate = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 4, maximumFractionDigits: 4 });

const wallDate = (wallTime: string) => new Date(`${wallTime.slice(0, 19)}Z`);

/** `2026-11` as `November 2026`. */
export function formatMonth(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? month : monthAndYear.format(date);
}

/** Wall time as a day: `June 1, 2024`. */
export function formatDay(wallTime: string): string {
  const date = wallDate(wallTime);
  return Number.isNaN(date.getTime()) ? wallTime : dayOnly.format(date);
}

/** Wall time as a day and time: `June 1, 2024 at 6:30 PM`. */
export function formatDayAndTime(wallTime: string): string {
  const date = wallDate(wallTime);
  return Number.isNaN(date.getTime()) ? wallTime : dayAndTime.format(date);
}

/** An instant in the person's own zone. */
export function formatInstant(instant: string): string {
  return instantFormat.format(new Date(instant));
}

export function formatNumber(number: number): string {
  return whole.format(number);
}

/** Sizes in units of 1024: `1,023 bytes`, `540 kB`, `3.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${whole.format(bytes)} bytes`;
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
  return `${coordinate.format(place.latitude)}, ${coordinate.format(place.longitude)}`;
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
  formats: readonly (keyof typeof FORMAT_NAMES)[],
  join: "and" | "or" = "and",
): string {
  const type = join === "and" ? "conjunction" : "disjunction";
  return new Intl.ListFormat(LANGUAGE, { type }).format(formats.map(formatName));
}
