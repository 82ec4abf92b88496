import type { createAlbum as createAlbumRoute } from "#contract/albums.ts";
import type { AlbumId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import type { BodyOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { sealAlbumDetails } from "../crypto/album-keys.ts";
import { newKey } from "../crypto/random.ts";
import { wrapAlbumKey } from "../crypto/vault-keys.ts";
import type { Albums } from "../database/schema.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { holdEpoch } from "../vault/hold-epoch.ts";
import { type AlbumDetails, encodeAlbumDetails } from "./album-details.ts";
import { countAlbumsOf, findAlbum, insertAlbum } from "./album-store.ts";
import { favouritesOf, findOwnAlbum, type OpenedAlbum, openAlbum } from "./open-album.ts";

const EMPTY = { v: 1, name: "", description: "", order: "newest", coverImageId: null } as const;

/**
 * Makes an album.
 * @throws AppError album.too-many, vault.locked when the vault key has been replaced since the caller opened it
 */
export async function makeAlbum(
  gallery: Gallery,
  caller: Unlocked,
  { name, description = "" }: BodyOf<typeof createAlbumRoute>,
): Promise<OpenedAlbum> {
  const id = gallery.rooms.newId() as AlbumId;
  return await insert(gallery, caller, id, { ...EMPTY, kind: "album", name, description });
}

/**
 * The album of that id, opened; favourites are made when there are none yet.
 * @throws AppError not-found, album.damaged, vault.locked
 */
export async function albumToFill(gallery: Gallery, caller: Unlocked, id: AlbumId): Promise<OpenedAlbum> {
  const row = await findOwnAlbum(gallery, caller, "album.change", id);
  if (row !== null) return await openAlbum(gallery, caller, row);
  return await insert(gallery, caller, favouritesOf(caller), { ...EMPTY, kind: "favourites" });
}

async function insert(
  gallery: Gallery,
  caller: Unlocked,
  id: AlbumId,
  details: AlbumDetails,
): Promise<OpenedAlbum> {
  const { rooms } = gallery;
  const { accountId } = caller;
  const row = newRow(caller, id, details, rooms.clock());
  const kept = await rooms.database.db.transaction().execute(async (trx) => {
    await holdEpoch(trx, caller);
    // Two requests may have seen that there are no favourites: the account is held, so one comes after the other.
    const other = await findAlbum(trx, id);
    if (other !== null) return other;
    // Favourites count as well, and never fail: otherwise a full account would show which album they are.
    if (details.kind === "album" && (await countAlbumsOf(trx, accountId)) >= LIMITS.albumsPerAccount) {
      throw new AppError("album.too-many");
    }
    await insertAlbum(trx, row);
    await recordAudit(trx, rooms, { action: "album.created", accountId, subjectId: id });
    return { ...row, bridge_key: null };
  });
  if (details.kind === "album") gallery.tellOfAlbum(accountId, "album.created", id);
  return await openAlbum(gallery, caller, kept);
}

function newRow(caller: Unlocked, id: AlbumId, details: AlbumDetails, now: number): Albums {
  const { accountId, vault } = caller;
  const { epoch, vaultKey } = vault;
  const albumKey = newKey();
  const edit = 0;
  return {
    id,
    account_id: accountId,
    epoch,
    sealed_key: wrapAlbumKey(vaultKey, albumKey, { accountId, albumId: id, epoch }),
    key_epoch: 1,
    sealed_details: sealAlbumDetails(albumKey, { accountId, albumId: id, edit }, encodeAlbumDetails(details)),
    edit,
    created_at: now,
  };
}
