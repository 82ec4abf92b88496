import type { Unlocked } from "../access/caller.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { addUsage, findUsage } from "./usage-store.ts";

// Room in an account, counted in bytes of originals as kept, the trash included.

function quotaOf(rooms: Rooms, usage: { readonly quota_bytes: number | null }): number | null {
  return usage.quota_bytes ?? rooms.config.quotaBytes;
}

/**
 * A look before work is done for nothing; chargeUpload decides.
 * @throws AppError quota.exceeded when the account has no room for so many bytes
 */
export async function refuseWithoutRoom(rooms: Rooms, caller: Unlocked, bytes: number): Promise<void> {
  const usage = await findUsage(rooms.database.db, caller.accountId);
  if (usage === null) throw new AppError("session.required");
  const quota = quotaOf(rooms, usage);
  if (quota !== null && usage.used_bytes + bytes > quota) throw new AppError("quota.exceeded");
}

/**
 * Counts the bytes in, within the transaction that adds the image.
 * @throws AppError session.required when the account is gone or disabled, vault.locked when its vault key has
 * been replaced since the caller opened it, quota.exceeded
 */
export async function chargeUpload(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  caller: Unlocked,
  bytes: number,
): Promise<void> {
  const { epoch } = caller.vault;
  if (await addUsage(transaction, caller.accountId, epoch, bytes, rooms.config.quotaBytes)) return;
  const usage = await findUsage(transaction, caller.accountId);
  if (usage === null || usage.disabled_at !== null) throw new AppError("session.required");
  throw new AppError(usage.vault_epoch === epoch ? "quota.exceeded" : "vault.locked");
}
