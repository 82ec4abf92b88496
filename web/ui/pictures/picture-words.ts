import type { Image, RemovedKind } from "#contract/images.ts";
import { formatDay, formatList } from "../../copy/formats.ts";
import { words } from "../../copy/words.ts";

// What is said about a picture wherever it is shown.

/** What it is called: its name, and of one whose details are damaged that it is. */
export function pictureName(image: Pick<Image, "name" | "damaged">): string {
  return image.damaged ? words.gallery.damagedName : image.name;
}

/** For people who cannot see it: its caption, else its name and date. */
export function altText(image: Pick<Image, "caption" | "name" | "takenAt" | "damaged">): string {
  const caption = image.caption.trim();
  return caption === "" ? words.gallery.named(pictureName(image), formatDay(image.takenAt)) : caption;
}

/** What was taken out of a file, most private first: `GPS position and camera details`; null when nothing was. */
export function removedList(removed: readonly RemovedKind[]): string | null {
  if (removed.length === 0) return null;
  const names = words.viewer.removedKinds;
  const ordered = Object.entries(names).filter(([kind]) => removed.includes(kind as RemovedKind));
  return formatList(ordered.map(([, name]) => name));
}
