import type { Album } from "#contract/albums.ts";
import { formatDay } from "../../copy/formats.ts";
import { words } from "../../copy/words.ts";

// What is said about an album wherever it is shown.

export function albumName(album: Pick<Album, "kind" | "name" | "damaged">): string {
  if (album.kind === "favourites") return words.albums.favourites;
  return album.damaged ? words.albums.damaged : album.name;
}

/** From the first day to the last; null for an album that shows nothing. */
export function albumSpan({ firstTakenAt, lastTakenAt }: Album): string | null {
  if (firstTakenAt === null || lastTakenAt === null) return null;
  return words.albums.span(formatDay(firstTakenAt), formatDay(lastTakenAt));
}
