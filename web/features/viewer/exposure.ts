import type { Image } from "#contract/images.ts";

const round = (value: number) => Math.round(value * 10) / 10;

/** As photographers write it: `1/250 s, f/2.8, ISO 400, 35 mm`; null when nothing is known. */
export function exposureOf({ exposure }: Pick<Image, "exposure">): string | null {
  if (exposure === null) return null;
  const { seconds, fNumber, iso, focalLengthMm } = exposure;
  const parts = [
    seconds === undefined ? null : seconds >= 0.4 ? `${round(seconds)} s` : `1/${Math.round(1 / seconds)} s`,
    fNumber === undefined ? null : `f/${round(fNumber)}`,
    iso === undefined ? null : `ISO ${Math.round(iso)}`,
    focalLengthMm === undefined ? null : `${round(focalLengthMm)} mm`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}
