interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly above: Place | null;
}

/**
 * Where a text with a NUL character stands, by the names and numbers that lead to it; null when none has one. No
 * person writes one; PostgreSQL cannot keep it, and SQLite would. However deep the value is.
 */
export function findNul(value: unknown): readonly string[] | null {
  const places: Place[] = [{ value, name: "", above: null }];
  // Grows while it is walked.
  for (const place of places) {
    if (typeof place.value === "string" && place.value.includes("\0")) return namesTo(place);
    if (typeof place.value !== "object" || place.value === null) continue;
    for (const [name, inner] of Object.entries(place.value)) {
      places.push({ value: inner, name, above: place });
    }
  }
  return null;
}

function namesTo(found: Place): readonly string[] {
  const names: string[] = [];
  for (let place = found; place.above !== null; place = place.above) names.unshift(place.name);
  return names;
}
