import type { KnownImage } from "../images/known-details.ts";
import { shapeOf } from "../images/shape-of.ts";
import type { PieceEntry } from "../pieces/seal-piece.ts";
import { searchableText } from "./searchable-text.ts";

/** What can be found of a picture, with the rest that a piece holds. */
export function entryOf({ id, details }: Pick<KnownImage, "id" | "details">): PieceEntry {
  const { name, caption, camera, takenAt, format, place } = details;
  const said = [name, caption, camera?.make, camera?.model, camera?.lens];
  return {
    id,
    takenAt: takenAt.slice(0, 19),
    // Parted by something that no word goes across.
    text: said.map((text) => searchableText(text ?? "")).join("\n"),
    format,
    place: place === null ? null : { latitude: place.latitude, longitude: place.longitude },
    ...shapeOf(details),
  };
}
