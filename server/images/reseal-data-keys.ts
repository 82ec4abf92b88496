import type { AccountId, ImageId } from "#contract/ids.ts";
import { recordAudit } from "../audit/record.ts";
import { ifItOpens } from "../crypto/decryption-failed.ts";
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
 * as they are. A key that does not open stays too, and the trail says so: nothing can be made of it here.
 * @param after the last image of the batch before; null for the first batch
 * @returns the last image of this batch; null when there was none
 */
export async function resealDataKeys(
  rooms: Pick<Rooms, "database" | "secrets" | "clock" | "reached">,
  accountId: AccountId,
  keys: { readonly from: EpochKey; readonly to: EpochKey },
  after: ImageId | null,
): Promise<ImageId | null> {
  const { from, to } = keys;
  return await rooms.database.db.transaction().execute(async (trx) => {
    const rows = await listDataKeysOfEpoch(trx, accountId, from.epoch, { after, limit: BATCH });
    const damaged: ImageId[] = [];
    for (const { image_id: imageId, sealed_key } of rows) {
      const dataKey = ifItOpens(() =>
        unwrapDataKey(from.vaultKey, sealed_key, { accountId, imageId, epoch: from.epoch }),
      );
      if (dataKey === null) {
        damaged.push(imageId);
        continue;
      }
      const sealedKey = wrapDataKey(to.vaultKey, dataKey, { accountId, imageId, epoch: to.epoch });
      await updateDataKey(trx, imageId, from.epoch, { epoch: to.epoch, sealedKey });
    }
    for (const subjectId of damaged) {
      await recordAudit(trx, rooms, { action: "image.damaged", accountId, subjectId });
    }
    rooms.reached("vault.data-keys-written");
    return rows.at(-1)?.image_id ?? null;
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
