import type { AlbumOrder } from "#contract/albums.ts";
import type { ImageId } from "#contract/ids.ts";

// What is known of an album and kept only sealed: one JSON document under the album key.

export interface AlbumDetails {
  readonly v: 1;
  /** What tells favourites from the rest. */
  readonly kind: "album" | "favourites";
  readonly name: string;
  readonly description: string;
  readonly order: AlbumOrder;
  readonly coverImageId: ImageId | null;
}

export function encodeAlbumDetails(details: AlbumDetails): string {
  return JSON.stringify(details);
}

/** Only for bytes whose tag was checked: what was sealed is what encodeAlbumDetails made. */
export function decodeAlbumDetails(opened: Buffer): AlbumDetails {
  return JSON.parse(opened.toString()) as AlbumDetails;
}
