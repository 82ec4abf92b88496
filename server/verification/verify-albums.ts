import type { AlbumId, ImageId } from "#contract/ids.ts";
import { type AlbumPlace, type AlbumRow, findAlbum, listAlbumRows } from "../albums/album-store.ts";
import { type Copy, listCopiesAmong, listCopiesIn } from "../albums/copy-store.ts";
import { openAlbumDetails } from "../crypto/album-keys.ts";
import { ifItOpens } from "../crypto/decryption-failed.ts";
import { equalBytes } from "../crypto/digest.ts";
import { albumDataKeyUnwrapper, unwrapAlbumKey } from "../crypto/vault-keys.ts";
import { findImage } from "../images/image-store.ts";
import type { Depot } from "../rooms.ts";
import { keyOfEpoch } from "../vault/key-of-epoch.ts";
import { dataKeyOf, type VaultOwner } from "./open-row.ts";
import type { VaultFault } from "./verdict.ts";

// Opens every album of one vault: its key, its details, and each copy, which must be its image's own data key.

const BATCH = 200;

type Rooms = Pick<Depot, "database">;

/** @returns how many albums there are, and what is wrong */
export async function verifyAlbums(
  rooms: Rooms,
  owner: VaultOwner,
): Promise<{ albums: number; faults: VaultFault[] }> {
  const { db } = rooms.database;
  const faults: VaultFault[] = [];
  let albums = 0;
  let after: AlbumPlace | null = null;
  for (;;) {
    const rows: AlbumRow[] = await listAlbumRows(db, owner.accountId, "" as AlbumId, after, BATCH);
    for (const row of rows) {
      albums += 1;
      faults.push(...(await faultsNow(rooms, owner, row)));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return { albums, faults };
    after = { createdAt: last.created_at, id: last.id };
  }
}

async function faultsNow(rooms: Rooms, owner: VaultOwner, listed: AlbumRow): Promise<VaultFault[]> {
  for (let row = listed; ; ) {
    const faults = await faultsOf(rooms, owner, row);
    if (faults.length === 0) return faults;
    const now = await findAlbum(rooms.database.db, row.id);
    if (now === null) return [];
    if (now.edit === row.edit && now.epoch === row.epoch) return faults;
    row = now;
  }
}

async function faultsOf(rooms: Rooms, owner: VaultOwner, row: AlbumRow): Promise<VaultFault[]> {
  const { accountId } = owner;
  const { id: albumId, epoch, edit } = row;
  const albumKey = ifItOpens(() => {
    const vaultKey = keyOfEpoch(owner, epoch, row.bridge_key);
    return unwrapAlbumKey(vaultKey, row.sealed_key, { accountId, albumId, epoch });
  });
  if (albumKey === null) return [{ id: albumId, part: "key" }];
  const details = ifItOpens(() =>
    openAlbumDetails(albumKey, { accountId, albumId, edit }, row.sealed_details),
  );
  const faults: VaultFault[] = details === null ? [{ id: albumId, part: "details" }] : [];
  for await (const copy of copiesIn(rooms, owner, albumId)) {
    if (await isCopyTrue(rooms, owner, albumKey, copy)) continue;
    faults.push({ id: copy.image_id, part: "copy" });
  }
  return faults;
}

async function* copiesIn({ database }: Rooms, { accountId }: VaultOwner, id: AlbumId): AsyncGenerator<Copy> {
  let after = "" as ImageId;
  for (;;) {
    const batch = await listCopiesIn(database.db, accountId, id, after, BATCH);
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    after = last.image_id;
  }
}

/** Also of a copy that has gone, or been made anew, since it was listed. */
async function isCopyTrue(
  { database: { db } }: Rooms,
  owner: VaultOwner,
  albumKey: Uint8Array,
  listed: Copy,
): Promise<boolean> {
  const { accountId } = owner;
  const unwrap = albumDataKeyUnwrapper(albumKey);
  const albumId = listed.holder as AlbumId;
  for (let copy = listed; ; ) {
    const { image_id: imageId, epoch, sealed_key } = copy;
    const row = await findImage(db, imageId);
    if (row === null) return true;
    const place = { accountId, albumId, imageId, epoch };
    const opened = ifItOpens(() => ({ copy: unwrap(sealed_key, place), own: dataKeyOf(owner, row) }));
    if (opened !== null && equalBytes(opened.copy, opened.own)) return true;
    const [now] = await listCopiesAmong(db, albumId, [imageId]);
    if (now === undefined) return true;
    if (equalBytes(now.sealed_key, copy.sealed_key)) return false;
    copy = now;
  }
}
