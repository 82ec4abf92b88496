const DAY = 24 * 60 * 60 * 1000;

/**
 * Whole days until a picture in the trash is destroyed by itself; 0 on its last day and after.
 * @param trashedAt an instant, ISO 8601
 * @param now milliseconds since 1970
 */
export function daysLeft(trashedAt: string, keptDays: number, now: number): number {
  const end = Date.parse(trashedAt) + keptDays * DAY;
  return Math.max(0, Math.floor((end - now) / DAY));
}
