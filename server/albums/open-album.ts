import { FAVOURITES } from "#contract/albums.ts";
import type { AlbumId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { type AlbumAction, may } from "../access/may.ts";
import { favouritesIdOf, openAlbumDetails } from "../crypto/album-keys.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { unwrapAlbumKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { keyOfEpoch } from "../vault/key-of-epoch.ts";
import { type AlbumDetails, decodeAlbumDetails } from "./album-details.ts";
import { type AlbumRow, findAlbum } from "./album-store.ts";

// From an id to an opened album: found, allowed, its key unwrapped, its details opened.

const ID = /^[a-z0-9]{1,64}$/;

export interface OpenedAlbum {
  readonly row: AlbumRow;
  readonly albumKey: Uint8Array;
  readonly details: AlbumDetails;
}

export function favouritesOf(caller: Unlocked): AlbumId {
  return favouritesIdOf(caller.vault.indexKey) as AlbumId;
}

/**
 * The row; null for favourites that nothing was ever put in.
 * @throws AppError not-found, alike for what is absent, somebody else's, or no id at all
 */
export async function findOwnAlbum(
  gallery: Gallery,
  caller: Unlocked,
  action: AlbumAction,
  id: AlbumId,
): Promise<AlbumRow | null> {
  const { db } = gallery.rooms.database;
  const favourites = favouritesOf(caller);
  if (id === FAVOURITES) {
    const row = await findAlbum(db, favourites);
    return row !== null && may(caller, action, row) ? row : null;
  }
  // Favourites have one name, and what they are kept under is not it.
  const row = ID.test(id) && id !== favourites ? await findAlbum(db, id) : null;
  if (row === null || !may(caller, action, row)) throw new AppError("not-found");
  return row;
}

/**
 * Opens an album.
 * @throws AppError album.damaged, once the audit trail says so
 */
export async function openAlbum(gallery: Gallery, caller: Unlocked, row: AlbumRow): Promise<OpenedAlbum> {
  try {
    return openRow(caller, row);
  } catch (error) {
    if (!(error instanceof DecryptionFailed)) throw error;
    await gallery.damage.record(caller.accountId, row.id, "album");
    throw new AppError("album.damaged", { cause: error });
  }
}

/** As openAlbum; null for one that is damaged. */
export async function tryOpenAlbum(
  gallery: Gallery,
  caller: Unlocked,
  row: AlbumRow,
): Promise<OpenedAlbum | null> {
  try {
    return await openAlbum(gallery, caller, row);
  } catch (error) {
    if (error instanceof AppError && error.code === "album.damaged") return null;
    throw error;
  }
}

/** Throws DecryptionFailed: key or details are not those of this owner's album, or not of this edit. */
function openRow(caller: Unlocked, row: AlbumRow): OpenedAlbum {
  const { accountId } = caller;
  const { id: albumId, epoch } = row;
  const vaultKey = keyOfEpoch(caller, epoch, row.bridge_key);
  const albumKey = unwrapAlbumKey(vaultKey, row.sealed_key, { accountId, albumId, epoch });
  const place = { accountId, albumId, edit: row.edit };
  const details = decodeAlbumDetails(openAlbumDetails(albumKey, place, row.sealed_details));
  return { row, albumKey, details };
}
