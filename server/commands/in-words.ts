const STEP = 1024;
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A size for people: `3.4 MiB`. */
export function inWords(sizeBytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, sizeBytes)) / Math.log(STEP)));
  return `${(sizeBytes / STEP ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
