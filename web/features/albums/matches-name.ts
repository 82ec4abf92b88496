/** Folds case and accents, so that `etang` finds `Étang`. */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Whether every word that was typed begins or stands in the name. */
export function matchesName(name: string, typed: string): boolean {
  const inName = folded(name);
  return folded(typed)
    .split(/\s+/)
    .every((word) => inName.includes(word));
}
