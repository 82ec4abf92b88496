import type { Image } from "#contract/images.ts";
import type { ShownRow } from "./image-store.ts";
import type { OpenedImage } from "./opened-images.ts";

// An image as the contract describes it.

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function presentImage(
  row: ShownRow,
  { details }: Pick<OpenedImage, "details">,
  favourite: boolean,
): Image {
  return {
    id: row.id,
    damaged: false,
    name: details.name,
    caption: details.caption,
    format: details.format,
    width: details.width,
    height: details.height,
    sizeBytes: details.sizeBytes,
    takenAt: details.takenAt,
    uploadedAt: instant(row.uploaded_at),
    trashedAt: row.trashed_at === null ? null : instant(row.trashed_at),
    favourite,
    thumbHash: details.thumbHash,
    camera: details.camera,
    exposure: details.exposure,
    place: details.place,
    animated: details.animated,
    viewFormat: details.viewFormat,
    rotation: details.rotation,
    removed: [...details.removed],
  };
}

/**
 * An image whose details do not open, in a list: it is shown, so that its owner learns of it and can put it
 * in the trash, but nothing is known of it except where it stands.
 */
export function presentDamaged(row: ShownRow, takenAt: string): Image {
  return {
    id: row.id,
    damaged: true,
    name: "",
    caption: "",
    format: "jpeg",
    width: 1,
    height: 1,
    sizeBytes: 0,
    takenAt,
    uploadedAt: instant(row.uploaded_at),
    trashedAt: row.trashed_at === null ? null : instant(row.trashed_at),
    favourite: false,
    thumbHash: "",
    camera: null,
    exposure: null,
    place: null,
    animated: false,
    viewFormat: "jpeg",
    rotation: 0,
    removed: [],
  };
}
