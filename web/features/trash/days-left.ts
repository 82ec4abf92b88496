const DAY = 24 * 60 * 60 * 1000;

/**
 * Days until a picture in the trash is destroyed by itself, one that has begun counting whole; 0 when it is due.
 * @param trashedAt an instant, ISO 8601
 * @param now milliseconds since 1970
 */
export function daysLeft(trashedAt: string, keptDays: number, now: number): number {
  const end = Date.parse(trashedAt) + keptDays * DAY;
  return Math.max(0, Math.ceil((end - now) / DAY));
}
