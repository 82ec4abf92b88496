import type { Factors } from "#contract/factors.ts";
import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { countBackupCodes, findTotp } from "./factor-store.ts";

/** Which factors an account has, as its owner sees them. */
export async function describeFactors(rooms: Rooms, accountId: AccountId): Promise<Factors> {
  const { db } = rooms.database;
  const totp = await findTotp(db, accountId);
  const addedAt = totp?.confirmed_at ?? null;
  return {
    totp: addedAt === null ? null : { addedAt: new Date(addedAt).toISOString() },
    backupCodesLeft: await countBackupCodes(db, accountId),
    required: rooms.config.requireFactor,
  };
}
