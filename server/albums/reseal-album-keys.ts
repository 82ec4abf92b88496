import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import { recordAudit } from "../audit/record.ts";
import { ifItOpens } from "../crypto/decryption-failed.ts";
import { unwrapAlbumDataKey, unwrapAlbumKey, wrapAlbumDataKey, wrapAlbumKey } from "../crypto/vault-keys.ts";
import type { EpochKey } from "../images/reseal-data-keys.ts";
import type { Rooms } from "../rooms.ts";
import { countAlbumKeysOfEpoch, findAlbum, listAlbumKeysOfEpoch, updateAlbumKey } from "./album-store.ts";
import { listCopiesOf, putCopies } from "./copy-store.ts";

// What rotation means for albums: their keys are sealed under the next vault key, and a picture that gets a new data
// key takes its places in albums along. What does not open stays as it is, and an album's key that does
// not stands in the audit trail.

type Db = Rooms["database"]["db"];

/** Seals the keys of all albums of an account anew, from one vault key to the next, in one transaction. */
export async function resealAlbumKeys(
  rooms: Pick<Rooms, "database" | "secrets" | "clock" | "reached">,
  accountId: AccountId,
  from: EpochKey,
  to: EpochKey,
): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    const damaged: AlbumId[] = [];
    for (const { id: albumId, sealed_key } of await listAlbumKeysOfEpoch(trx, accountId, from.epoch)) {
      const albumKey = ifItOpens(() =>
        unwrapAlbumKey(from.vaultKey, sealed_key, { accountId, albumId, epoch: from.epoch }),
      );
      if (albumKey === null) {
        damaged.push(albumId);
        continue;
      }
      const sealedKey = wrapAlbumKey(to.vaultKey, albumKey, { accountId, albumId, epoch: to.epoch });
      await updateAlbumKey(trx, albumId, from.epoch, { epoch: to.epoch, sealedKey });
    }
    for (const subjectId of damaged) {
      await recordAudit(trx, rooms, { action: "album.damaged", accountId, subjectId });
    }
    rooms.reached("vault.album-keys-written");
  });
}

/** How many album keys still lie under that epoch. */
export function countAlbumKeysToReseal(db: Db, accountId: AccountId, epoch: number): Promise<number> {
  return countAlbumKeysOfEpoch(db, accountId, epoch);
}

/** Within the transaction that gives an image a new data key: every album that it is in gets a copy of the new one. */
export async function renewCopies(
  transaction: Db,
  accountId: AccountId,
  key: EpochKey,
  imageId: ImageId,
  dataKey: Uint8Array,
): Promise<void> {
  for (const copy of await listCopiesOf(transaction, imageId)) {
    const albumId = copy.holder as AlbumId;
    const album = await findAlbum(transaction, albumId);
    if (album === null) continue;
    const place = { accountId, albumId, imageId, epoch: copy.epoch };
    const albumKey = ifItOpens(() => {
      const opened = unwrapAlbumKey(key.vaultKey, album.sealed_key, { accountId, albumId, epoch: key.epoch });
      // A copy that somebody else wrote is not made a good one here.
      unwrapAlbumDataKey(opened, copy.sealed_key, place);
      return opened;
    });
    if (albumKey === null) continue;
    await putCopies(transaction, [{ ...copy, sealed_key: wrapAlbumDataKey(albumKey, dataKey, place) }]);
  }
}
