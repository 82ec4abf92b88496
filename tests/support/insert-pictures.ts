// Pictures that were never uploaded: rows as an upload makes them, sealed under the caller's own keys, with no blobs
// behind them. For what reads many and shows none.

import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../../server/access/caller.ts";
import { monthIndex } from "../../server/crypto/blind-index.ts";
import { newId, newKey } from "../../server/crypto/random.ts";
import { sealDetails, wrapDataKey } from "../../server/crypto/vault-keys.ts";
import { encodeDetails, type ImageDetails } from "../../server/images/image-details.ts";
import type { MemoryApp } from "./memory-app.ts";

/** In one transaction; SQLite takes some 2,000 at once. Gives their ids. */
export async function insertPictures(
  { database }: MemoryApp,
  caller: Unlocked,
  pictures: readonly ImageDetails[],
): Promise<ImageId[]> {
  const rows = pictures.map((details) => rowOf(details, caller));
  await database.db.transaction().execute(async (trx) => {
    await trx
      .insertInto("images")
      .values(rows.map((row) => row.image))
      .execute();
    await trx
      .insertInto("sealed_keys")
      .values(rows.map((row) => row.key))
      .execute();
  });
  return rows.map((row) => row.image.id);
}

function rowOf(details: ImageDetails, { accountId, vault }: Unlocked) {
  const id = newId() as ImageId;
  const dataKey = newKey();
  const { epoch } = vault;
  const hash = Buffer.alloc(32);
  return {
    image: {
      id,
      account_id: accountId,
      blob_set: newId(),
      month_index: monthIndex(vault.indexKey, details.takenAt.slice(0, 7)),
      content_index: newKey(),
      sealed_details: sealDetails(
        dataKey,
        { ownerId: accountId, imageId: id, edit: 0 },
        encodeDetails(details),
      ),
      edit: 0,
      original_bytes: details.sizeBytes,
      original_sealed_hash: hash,
      view_bytes: details.viewBytes,
      view_sealed_hash: hash,
      thumb_bytes: details.thumbBytes,
      thumb_sealed_hash: hash,
      uploaded_at: 1_700_000_000_000,
      trashed_at: null,
      resealed_at: null,
    },
    key: {
      image_id: id,
      account_id: accountId,
      holder: "vault",
      epoch,
      sealed_key: wrapDataKey(vault.vaultKey, dataKey, { accountId, imageId: id, epoch }),
    },
  };
}
