/**
 * The values, when each of them can belong to a column. A driver would store a Date as one text or another, and
 * undefined as null, where a careful reader sees a mistake.
 * @throws TypeError naming the kind of the value, never the value
 */
export function bindable(values: readonly unknown[]): readonly unknown[] {
  for (const value of values) {
    if (value === undefined || value instanceof Date) {
      const kind = value === undefined ? "undefined" : "a Date";
      throw new TypeError(`A query was given ${kind} where a column's value belongs.`);
    }
  }
  return values;
}
