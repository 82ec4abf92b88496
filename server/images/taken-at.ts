import { FIRST_YEAR, LAST_YEAR } from "../crypto/blind-index.ts";

// When a picture was taken: local wall time, `2024-06-01T18:30:00`, with its offset where that is known.
// Months and order go by wall time alone.

const WALL_TIME = /^(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** Whether it is a day and time that exist, in a year that has a place in the timeline. */
export function isTakenAt(text: string): boolean {
  const year = Number(WALL_TIME.exec(text)?.[1]);
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) return false;
  const wall = wallTimeOf(text);
  const instant = new Date(`${wall}Z`);
  // The 30th of February comes back as another day.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 19) === wall;
}

/** Without the offset: what pictures are ordered by. */
export function wallTimeOf(takenAt: string): string {
  return takenAt.slice(0, 19);
}

/** `2024-06`. */
export function monthOf(takenAt: string): string {
  return takenAt.slice(0, 7);
}

function wallTimeAt(instant: number): string | null {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 19);
}

/**
 * The first of these that lies in the timeline's years: what the file says of itself, when it was last changed
 * (milliseconds since 1970, read as wall time in UTC), when it was uploaded.
 */
export function chooseTakenAt(
  told: { readonly local: string; readonly offset: string | null } | null,
  lastModified: number | null,
  uploadedAt: number,
): string {
  if (told !== null && isTakenAt(told.local)) return `${told.local}${told.offset ?? ""}`;
  const changed = lastModified === null ? null : wallTimeAt(lastModified);
  if (changed !== null && isTakenAt(changed)) return changed;
  return wallTimeAt(uploadedAt) ?? "1970-01-01T00:00:00";
}
