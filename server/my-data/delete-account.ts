import type { AccountId } from "#contract/ids.ts";
import type { AccountReceipt } from "#contract/my-data.ts";
import type { Origin } from "../access/caller.ts";
import { askToLeave, deleteAccountForGood, destroyAccountKeys, listDueLeavers } from "../accounts/leave.ts";
import { destroyEverything } from "../images/destroy-everything.ts";
import { eraseFromFiles } from "../images/destroy-images.ts";
import type { Rooms } from "../rooms.ts";

/**
 * Deletes the account in a week, unless its owner comes to think otherwise.
 * @returns the day
 * @throws AppError administrator.last
 */
export async function leaveLater(rooms: Rooms, id: AccountId, origin: Origin): Promise<number> {
  return await askToLeave(rooms, id, origin);
}

/**
 * Deletes an account with everything in it: first every key, then the pictures, then the rows. Killed in between,
 * it is taken up by the job.
 * @throws AppError administrator.last
 */
export async function deleteAccount(rooms: Rooms, id: AccountId): Promise<AccountReceipt> {
  await destroyAccountKeys(rooms, id);
  const keysDestroyedAt = new Date(rooms.clock()).toISOString();
  const imageIds = await destroyEverything(rooms, id);
  await deleteAccountForGood(rooms, id);
  const isErased = await eraseFromFiles(rooms);
  return {
    accountId: id,
    imageIds,
    keysDestroyedAt,
    databaseErasedAt: isErased ? new Date(rooms.clock()).toISOString() : null,
    backups: "until-the-last-one-expires",
  };
}

/** The job: accounts whose week is over, and those whose deletion was cut short. */
export async function deleteDueAccounts(rooms: Rooms): Promise<void> {
  for (const id of await listDueLeavers(rooms)) await deleteAccount(rooms, id);
}
