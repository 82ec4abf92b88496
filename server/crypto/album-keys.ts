// What an album key seals besides data keys: the album's details. And the id under which an account keeps its
// favourites, which nobody without its index key can tell from any other.
import { encodeBase32, LOWER_BASE32 } from "./base32.ts";
import { expand } from "./expand.ts";
import { INFOS, infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

/** `edit` counts the changes of the details, so that an older row cannot be put back unnoticed. */
export interface AlbumDetailsPlace {
  readonly accountId: string;
  readonly albumId: string;
  readonly edit: number;
}

/** Plaintexts are filled up to a multiple of this, so that their lengths tell little. */
const STEP_BYTES = 512;

/** Seals JSON, with spaces behind it. */
export function sealAlbumDetails(albumKey: Uint8Array, place: AlbumDetailsPlace, json: string): Buffer {
  const length = Buffer.byteLength(json);
  const plaintext = Buffer.alloc(Math.ceil(length / STEP_BYTES) * STEP_BYTES, " ");
  plaintext.write(json);
  return sealSecret(detailsKey(albumKey), infoFor("album-details", place), plaintext);
}

/** Throws DecryptionFailed. */
export function openAlbumDetails(albumKey: Uint8Array, place: AlbumDetailsPlace, sealed: Uint8Array): Buffer {
  return openSecret(detailsKey(albumKey), infoFor("album-details", place), sealed);
}

/** The same for the life of the index key, and shaped as every id. */
export function favouritesIdOf(indexKey: Uint8Array): string {
  return encodeBase32(expand(indexKey, INFOS["index/favourites"], 16), LOWER_BASE32);
}

function detailsKey(albumKey: Uint8Array): Buffer {
  return expand(albumKey, INFOS["album/details"], 32);
}
