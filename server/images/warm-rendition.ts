import type { ImageId } from "#contract/ids.ts";
import type { RenditionKind } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { ifItOpens } from "../crypto/decryption-failed.ts";
import { SEALED_HEADER_BYTES } from "../crypto/sealed-blob.ts";
import type { Gallery } from "./gallery.ts";
import { headersOfBytes } from "./headers-of-bytes.ts";
import { type Source, sourceOf } from "./open-rendition.ts";
import type { OpenedImage } from "./opened-images.ts";
import { storedRendition } from "./stored-rendition.ts";

// A whole thumb or view of an image that is open, whose sealed bytes lie in memory: found, opened, given. All else,
// and any failure, is for viewRendition, which says why.

interface Prepared {
  readonly source: Source;
  readonly headers: Readonly<Record<string, string>>;
}

/** Kept as long as the opened image itself: where its renditions lie, and the headers they leave with. */
const prepared = new WeakMap<OpenedImage, Map<RenditionKind, Prepared>>();

function preparedFor(caller: Unlocked, opened: OpenedImage, kind: RenditionKind): Prepared {
  const ofImage = prepared.get(opened) ?? new Map<RenditionKind, Prepared>();
  const known = ofImage.get(kind);
  if (known !== undefined) return known;
  const stored = storedRendition(opened, kind);
  const made = {
    source: sourceOf(caller, opened, stored, { start: 0, end: stored.sizeBytes - 1 }),
    headers: headersOfBytes(opened, stored.format, stored.sizeBytes, "inline"),
  };
  ofImage.set(kind, made);
  prepared.set(opened, ofImage);
  return made;
}

/** The rendition, where memory has all of it: found as viewRendition finds it, by who has opened the image. */
export function warmRendition(
  gallery: Gallery,
  caller: Unlocked,
  { id, rendition }: { readonly id: ImageId; readonly rendition: string },
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } | null {
  if (rendition !== "thumb" && rendition !== "view") return null;
  const opened = gallery.opened.find(caller.tokenHash, id);
  if (opened === null) return null;
  const { source, headers } = preparedFor(caller, opened, rendition);
  const blob = gallery.rooms.blobs.recall?.(source.blobKey) ?? null;
  if (blob === null) return null;
  const header = blob.subarray(0, SEALED_HEADER_BYTES);
  const body = ifItOpens(() => source.reader.open(header, source.plan, blob.subarray(SEALED_HEADER_BYTES)));
  return body === null ? null : { headers, body };
}
