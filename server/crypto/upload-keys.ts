// The keys of a file that comes in parts: one of its own, sealed under the vault key, and below it one for the
// pieces and one for what the file is called.
import { expand } from "./expand.ts";
import { INFOS, infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";
import { unwrapKey, vaultSubkey, wrapKey } from "./vault-keys.ts";

export interface UploadPlace {
  readonly accountId: string;
  readonly uploadId: string;
}
/** `epoch` is that of the vault key that seals the upload key. */
export interface UploadKeyPlace extends UploadPlace {
  readonly epoch: number;
}
/** What the details tell of: a file that is still coming, or what it became. */
export interface UploadDetailsPlace extends UploadPlace {
  readonly state: "begun" | "finished";
}

export function wrapUploadKey(vaultKey: Uint8Array, uploadKey: Uint8Array, place: UploadKeyPlace): Buffer {
  return wrapKey(vaultSubkey(vaultKey, "uploads"), infoFor("upload-key", place), uploadKey);
}

/** Throws DecryptionFailed. */
export function unwrapUploadKey(vaultKey: Uint8Array, wrappedKey: Uint8Array, place: UploadKeyPlace): Buffer {
  return unwrapKey(vaultSubkey(vaultKey, "uploads"), infoFor("upload-key", place), wrappedKey);
}

/** The key that seals the blobs of an upload's pieces. */
export function uploadPieceKey(uploadKey: Uint8Array): Buffer {
  return expand(uploadKey, INFOS["upload/pieces"], 32);
}

/** The context of a piece's blob: pieces cannot be exchanged, nor put in another order. */
export function uploadPieceContext(place: UploadPlace, piece: number): string {
  return infoFor("upload-piece", { accountId: place.accountId, uploadId: place.uploadId, piece });
}

export function sealUploadDetails(
  uploadKey: Uint8Array,
  place: UploadDetailsPlace,
  plaintext: Uint8Array,
): Buffer {
  return sealSecret(detailsKey(uploadKey), infoFor("upload-details", place), plaintext);
}

/** Throws DecryptionFailed. */
export function openUploadDetails(
  uploadKey: Uint8Array,
  place: UploadDetailsPlace,
  sealed: Uint8Array,
): Buffer {
  return openSecret(detailsKey(uploadKey), infoFor("upload-details", place), sealed);
}

function detailsKey(uploadKey: Uint8Array): Buffer {
  return expand(uploadKey, INFOS["upload/details"], 32);
}
