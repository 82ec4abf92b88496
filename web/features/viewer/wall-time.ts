// Wall time in a date-and-time field of the browser, which shows neither seconds nor offset.

/** Wall time as a date-and-time field takes it: `2024-06-01T18:30`. */
export function toField(wallTime: string): string {
  return wallTime.slice(0, 16);
}

/** `+02:00`, or null where it is not known. */
export function offsetOf(wallTime: string): string | null {
  return /[+-]\d\d:\d\d$/.exec(wallTime.slice(19))?.[0] ?? null;
}

/** The years that pictures may be of, as the server has them: from before the first photograph on. */
const FIRST_YEAR = 1826;
const LAST_YEAR = 2100;

export type FieldTime =
  | { readonly kind: "time"; readonly wallTime: string }
  /** No whole date and time, or none that the calendar knows. */
  | { readonly kind: "missing" }
  | { readonly kind: "out-of-range" };

/** What a date-and-time field holds. Seconds and offset stay those of the time before. */
export function fromField(field: string, before: string): FieldTime {
  const parts = /^(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(field);
  if (parts === null) return { kind: "missing" };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  if (!isReal) return { kind: "missing" };
  if (year < FIRST_YEAR || year > LAST_YEAR) return { kind: "out-of-range" };
  const seconds = /^:\d\d/.exec(before.slice(16))?.[0] ?? ":00";
  return { kind: "time", wallTime: `${field.slice(0, 16)}${seconds}${offsetOf(before) ?? ""}` };
}
