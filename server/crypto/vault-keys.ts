// The tree below a vault key: which key seals which, and to which place each sealed key is bound.
// A key of the tree never seals anything itself; each use has a subkey of its own.
import { DecryptionFailed } from "./decryption-failed.ts";
import { expand } from "./expand.ts";
import { INFOS, infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

export type VaultUse =
  | "data-keys"
  | "album-keys"
  | "index-key"
  | "bridge"
  | "uploads"
  | "archives"
  | "search";
export type Rendition = "original" | "view" | "thumb";

/** Where a sealed data key lies; `epoch` is that of the vault key that seals it. */
export interface DataKeyPlace {
  readonly accountId: string;
  readonly imageId: string;
  readonly epoch: number;
}
export interface IndexKeyPlace {
  readonly accountId: string;
  readonly epoch: number;
}
export interface AlbumKeyPlace {
  readonly accountId: string;
  readonly albumId: string;
  readonly epoch: number;
}
/** Where an album's copy of a data key lies; `epoch` is that of the album key, 1 for a new album. */
export interface AlbumDataKeyPlace extends AlbumKeyPlace {
  readonly imageId: string;
}
/** `epoch` is that of the sealing (newer) vault key; inside lies the key of the epoch before it. */
export interface BridgePlace {
  readonly accountId: string;
  readonly epoch: number;
}
/** `edit` counts the changes of the details, so that an older row cannot be put back unnoticed. */
export interface DetailsPlace {
  readonly ownerId: string;
  readonly imageId: string;
  readonly edit: number;
}

/** The vault key's subkey for one use. 32 bytes. */
export function vaultSubkey(vaultKey: Uint8Array, use: VaultUse): Buffer {
  return expand(vaultKey, INFOS[`vault/${use}`], 32);
}

/** Names a vault key without revealing it. 16 bytes, public. */
export function fingerprint(vaultKey: Uint8Array): Buffer {
  return expand(vaultKey, INFOS.fingerprint, 16);
}

export function wrapDataKey(vaultKey: Uint8Array, dataKey: Uint8Array, place: DataKeyPlace): Buffer {
  return wrapKey(vaultSubkey(vaultKey, "data-keys"), infoFor("data-key", place), dataKey);
}

/** Throws DecryptionFailed, as every unwrap below. */
export function unwrapDataKey(vaultKey: Uint8Array, wrappedKey: Uint8Array, place: DataKeyPlace): Buffer {
  return dataKeyUnwrapper(vaultKey)(wrappedKey, place);
}

/** As unwrapDataKey, for many: what one vault key needs to open them is derived once. */
export function dataKeyUnwrapper(
  vaultKey: Uint8Array,
): (wrappedKey: Uint8Array, place: DataKeyPlace) => Buffer {
  const subkey = vaultSubkey(vaultKey, "data-keys");
  return (wrappedKey, place) => unwrapKey(subkey, infoFor("data-key", place), wrappedKey);
}

export function wrapIndexKey(vaultKey: Uint8Array, indexKey: Uint8Array, place: IndexKeyPlace): Buffer {
  return wrapKey(vaultSubkey(vaultKey, "index-key"), infoFor("index-key", place), indexKey);
}

export function unwrapIndexKey(vaultKey: Uint8Array, wrappedKey: Uint8Array, place: IndexKeyPlace): Buffer {
  return unwrapKey(vaultSubkey(vaultKey, "index-key"), infoFor("index-key", place), wrappedKey);
}

export function wrapAlbumKey(vaultKey: Uint8Array, albumKey: Uint8Array, place: AlbumKeyPlace): Buffer {
  return wrapKey(vaultSubkey(vaultKey, "album-keys"), infoFor("album-key", place), albumKey);
}

export function unwrapAlbumKey(vaultKey: Uint8Array, wrappedKey: Uint8Array, place: AlbumKeyPlace): Buffer {
  return unwrapKey(vaultSubkey(vaultKey, "album-keys"), infoFor("album-key", place), wrappedKey);
}

export function wrapAlbumDataKey(
  albumKey: Uint8Array,
  dataKey: Uint8Array,
  place: AlbumDataKeyPlace,
): Buffer {
  return wrapKey(expand(albumKey, INFOS["album/data-keys"], 32), infoFor("album-data-key", place), dataKey);
}

export function unwrapAlbumDataKey(
  albumKey: Uint8Array,
  wrappedKey: Uint8Array,
  place: AlbumDataKeyPlace,
): Buffer {
  return albumDataKeyUnwrapper(albumKey)(wrappedKey, place);
}

/** As unwrapAlbumDataKey, for many: what one album key needs to open them is derived once. */
export function albumDataKeyUnwrapper(
  albumKey: Uint8Array,
): (wrappedKey: Uint8Array, place: AlbumDataKeyPlace) => Buffer {
  const subkey = expand(albumKey, INFOS["album/data-keys"], 32);
  return (wrappedKey, place) => unwrapKey(subkey, infoFor("album-data-key", place), wrappedKey);
}

/** Seals the old vault key under the new one, for the time of a rotation. Never the other way round. */
export function wrapBridge(newVaultKey: Uint8Array, oldVaultKey: Uint8Array, place: BridgePlace): Buffer {
  return wrapKey(vaultSubkey(newVaultKey, "bridge"), infoFor("bridge", place), oldVaultKey);
}

export function unwrapBridge(newVaultKey: Uint8Array, wrappedKey: Uint8Array, place: BridgePlace): Buffer {
  return unwrapKey(vaultSubkey(newVaultKey, "bridge"), infoFor("bridge", place), wrappedKey);
}

/** The key that seals the blob of one rendition. */
export function renditionKey(dataKey: Uint8Array, rendition: Rendition): Buffer {
  return expand(dataKey, INFOS[`rendition/${rendition}`], 32);
}

/** The context of a rendition's blob: the second wall, should an ownership check ever be lost. */
export function renditionContext(ownerId: string, imageId: string, rendition: Rendition): string {
  return infoFor("rendition", { ownerId, imageId, rendition });
}

/** The key that seals an image's details. */
export function detailsKey(dataKey: Uint8Array): Buffer {
  return expand(dataKey, INFOS["details-key"], 32);
}

export function sealDetails(dataKey: Uint8Array, place: DetailsPlace, plaintext: Uint8Array): Buffer {
  return sealSecret(detailsKey(dataKey), infoFor("details", place), plaintext);
}

/** Throws DecryptionFailed. */
export function openDetails(dataKey: Uint8Array, place: DetailsPlace, sealed: Uint8Array): Buffer {
  return openSecret(detailsKey(dataKey), infoFor("details", place), sealed);
}

/** Seals a key under a subkey of its own use. Throws RangeError for a key that is not 32 bytes. */
export function wrapKey(sealingKey: Uint8Array, associatedData: string, key: Uint8Array): Buffer {
  if (key.length !== 32) throw new RangeError("a key has 32 bytes");
  return sealSecret(sealingKey, associatedData, key);
}

/** Throws DecryptionFailed. */
export function unwrapKey(sealingKey: Uint8Array, associatedData: string, wrappedKey: Uint8Array): Buffer {
  const key = openSecret(sealingKey, associatedData, wrappedKey);
  if (key.length !== 32) throw new DecryptionFailed();
  return key;
}
