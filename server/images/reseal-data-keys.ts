import type { AccountId } from "#contract/ids.ts";
import { unwrapDataKey, wrapDataKey } from "../crypto/vault-keys.ts";
import type { Rooms } from "../rooms.ts";
import { countDataKeysOfEpoch, listDataKeysOfEpoch, updateDataKey } from "./data-key-store.ts";

export interface EpochKey {
  readonly epoch: number;
  readonly vaultKey: Uint8Array;
}

const BATCH = 200;

/**
 * Seals a batch of data keys anew, from one vault key to the next, in one transaction. The pictures' bytes stay
 * as they are. A key that does not open is left for `verify` to find.
 * @returns how many were done; 0 when none is left that can be
 */
export async function resealDataKeys(
  rooms: Rooms,
  accountId: AccountId,
  from: EpochKey,
  to: EpochKey,
): Promise<number> {
  return await rooms.database.db.transaction().execute(async (trx) => {
    const rows = await listDataKeysOfEpoch(trx, accountId, from.epoch, BATCH);
    for (const { image_id: imageId, sealed_key } of rows) {
      const dataKey = unwrapDataKey(from.vaultKey, sealed_key, { accountId, imageId, epoch: from.epoch });
      const sealedKey = wrapDataKey(to.vaultKey, dataKey, { accountId, imageId, epoch: to.epoch });
      await updateDataKey(trx, imageId, from.epoch, { epoch: to.epoch, sealedKey });
    }
    return rows.length;
  });
}

/** How many data keys still lie under that epoch. */
export function countKeysToReseal(
  db: Rooms["database"]["db"],
  accountId: AccountId,
  epoch: number,
): Promise<number> {
  return countDataKeysOfEpoch(db, accountId, epoch);
}
