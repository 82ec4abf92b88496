import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { deleteAlbumRowsOf } from "./album-store.ts";

/** Destroys the keys of all albums of an account, inside the caller's transaction: no copy under them opens any more. */
export async function destroyAlbums(
  transaction: Rooms["database"]["db"],
  accountId: AccountId,
): Promise<void> {
  await deleteAlbumRowsOf(transaction, accountId);
}
