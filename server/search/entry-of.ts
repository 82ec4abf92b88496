import type { KnownImage } from "../images/known-details.ts";
import { searchableText } from "./searchable-text.ts";
import type { Entry } from "./vault-index.ts";

/** What can be found of a picture. */
export function entryOf({ id, details }: Pick<KnownImage, "id" | "details">): Entry {
  const { name, caption, camera, takenAt, format, place } = details;
  const said = [name, caption, camera?.make, camera?.model, camera?.lens];
  return {
    id,
    takenAt: takenAt.slice(0, 19),
    // Parted by something that no word goes across.
    text: said.map((text) => searchableText(text ?? "")).join("\n"),
    format,
    place: place === null ? null : { latitude: place.latitude, longitude: place.longitude },
  };
}
