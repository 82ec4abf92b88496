const GIB = 1024 ** 3;

/** A quota as it stands in the field: gigabytes, or nothing for the default. */
export function spaceText(quotaBytes: number | null): string {
  return quotaBytes === null ? "" : String(Number((quotaBytes / GIB).toFixed(3)));
}

/** What was typed, in bytes; null for the default, undefined where it is no size. A comma counts as a point. */
export function quotaOf(text: string): number | null | undefined {
  const typed = text.trim().replace(",", ".");
  if (typed === "") return null;
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(typed)) return undefined;
  return Math.round(Number(typed) * GIB);
}
