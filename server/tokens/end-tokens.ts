import type { AccountId } from "#contract/ids.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { deleteApiTokenSlots } from "../vault/api-token-slot.ts";
import { findApiTokenOf, listExpiredApiTokens } from "./token-store.ts";

const BATCH = 100;

/**
 * Revokes a token at once.
 * @throws AppError not-found, alike for an absent one and somebody else's
 */
export async function revokeToken(rooms: Rooms, accountId: AccountId, id: string): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    const row = await findApiTokenOf(trx, accountId, id);
    if (row === null) throw new AppError("not-found");
    await deleteApiTokenSlots(trx, [row.keyslot_id]);
    await recordAudit(trx, rooms, { action: "token.revoked", accountId, subjectId: id });
  });
  rooms.forgetting.forget(accountId);
}

/** Deletes tokens whose time is over, with their slots. */
export async function deleteExpiredTokens(rooms: Rooms): Promise<void> {
  const { db } = rooms.database;
  const expired = await listExpiredApiTokens(db, rooms.clock(), BATCH);
  if (expired.length === 0) return;
  await deleteApiTokenSlots(
    db,
    expired.map((row) => row.keyslot_id),
  );
}
