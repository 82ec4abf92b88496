import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { countBackupCodes, findTotp } from "./factor-store.ts";

export type FactorKind = "totp" | "backup-code";

/** The factors that a sign-in of this account can be finished with; none when the password alone is enough. */
export async function findFactors(
  db: Rooms["database"]["db"],
  accountId: AccountId,
): Promise<readonly FactorKind[]> {
  if ((await findTotp(db, accountId)) === null) return [];
  return (await countBackupCodes(db, accountId)) > 0 ? ["totp", "backup-code"] : ["totp"];
}

/** Whether the account has a second factor. Every question of that kind is answered here. */
export async function hasFactor(db: Rooms["database"]["db"], accountId: AccountId): Promise<boolean> {
  return (await findTotp(db, accountId)) !== null;
}
