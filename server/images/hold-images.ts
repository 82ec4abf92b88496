import type { AccountId, ImageId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { holdImageRows } from "./image-store.ts";

/**
 * Holds images of the account that are not in the trash until the transaction ends, and gives which blobs each has
 * now: an image that got a new data key meanwhile has others than were read before.
 */
export async function holdImages(
  transaction: Rooms["database"]["db"],
  accountId: AccountId,
  ids: readonly ImageId[],
): Promise<ReadonlyMap<ImageId, string>> {
  const rows = await holdImageRows(transaction, ids);
  return new Map(
    rows
      .filter((row) => row.account_id === accountId && row.trashed_at === null)
      .map((row) => [row.id, row.blob_set]),
  );
}
