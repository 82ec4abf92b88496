import type { Image, RenditionKind } from "#contract/images.ts";
import type { OpenedImage } from "./opened-images.ts";

/** Which blob holds a rendition, and what is in it, by the sealed details. */
export interface StoredRendition {
  readonly rendition: RenditionKind;
  readonly format: Image["format"];
  /** Of the plaintext. */
  readonly sizeBytes: number;
}

/** A picture that needs no view of its own is viewed as its original. */
export function storedRendition({ details }: OpenedImage, asked: RenditionKind): StoredRendition {
  if (asked === "thumb") return { rendition: asked, format: "webp", sizeBytes: details.thumbBytes };
  if (asked === "view" && details.viewBytes !== null) {
    return { rendition: asked, format: details.viewFormat, sizeBytes: details.viewBytes };
  }
  return { rendition: "original", format: details.format, sizeBytes: details.sizeBytes };
}
