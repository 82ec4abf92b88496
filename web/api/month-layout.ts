import type { Image, MonthLayout } from "../../contract/images.ts";

// The layout of one month in memory, and how pictures go in and out of it. The lists stay of one length.

/** Where an image stands in its month, as the server would say it. */
function placeOf(image: Image): { seconds: number; ratio: number } {
  const wall = image.takenAt.slice(0, 19);
  const begin = Date.parse(`${wall.slice(0, 7)}-01T00:00:00Z`);
  const isTurned = image.rotation % 180 !== 0;
  const ratio = isTurned ? image.height / image.width : image.width / image.height;
  return {
    seconds: (Date.parse(`${wall}Z`) - begin) / 1000,
    ratio: Number.isFinite(ratio) ? Math.max(1, Math.round(ratio * 1000)) : 1000,
  };
}

function picked<T>(list: readonly T[], isKept: readonly boolean[]): T[] {
  return list.filter((_, i) => isKept[i]);
}

/** The layout without these pictures; the same object where it has none of them. */
export function withoutPlaced(layout: MonthLayout, gone: ReadonlySet<string>): MonthLayout {
  const isKept = layout.ids.map((id) => !gone.has(id));
  if (isKept.every(Boolean)) return layout;
  return {
    ids: picked(layout.ids, isKept),
    seconds: picked(layout.seconds, isKept),
    ratios: picked(layout.ratios, isKept),
    sizes: picked(layout.sizes, isKept),
  };
}

/** Puts a picture where its date belongs, in place of what was known of it: newest first, then by id. */
export function withPlaced(layout: MonthLayout, image: Image): MonthLayout {
  const others = withoutPlaced(layout, new Set([image.id]));
  const { seconds, ratio } = placeOf(image);
  const after = others.ids.findIndex((id, i) => {
    const at = others.seconds[i] ?? 0;
    return at === seconds ? id > image.id : at < seconds;
  });
  const place = after < 0 ? others.ids.length : after;
  return {
    ids: others.ids.toSpliced(place, 0, image.id),
    seconds: others.seconds.toSpliced(place, 0, seconds),
    ratios: others.ratios.toSpliced(place, 0, ratio),
    sizes: others.sizes.toSpliced(place, 0, image.sizeBytes),
  };
}
