/** Wall time as a date-and-time field takes it: `2024-06-01T18:30`. */
export function toField(wallTime: string): string {
  return wallTime.slice(0, 16);
}

/**
 * What a date-and-time field holds as wall time. Seconds and offset stay those of the time before, which the
 * field does not show.
 * @returns null when the field holds no whole date and time
 */
export function fromField(field: string, before: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(field)) return null;
  const offset = /[+-]\d\d:\d\d$/.exec(before.slice(19))?.[0] ?? "";
  const seconds = /^:\d\d/.exec(before.slice(16))?.[0] ?? ":00";
  return `${field.slice(0, 16)}${seconds}${offset}`;
}
