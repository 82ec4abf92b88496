import type { AccountId } from "#contract/ids.ts";
import { ownsPasskey } from "../passkeys/owns-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { countBackupCodes, findTotp } from "./factor-store.ts";

export type FactorKind = "totp" | "backup-code" | "passkey";

/**
 * The factors that a sign-in by password can be finished with; none when the password alone is enough. A passkey is
 * a way in of its own, and is asked for beside the password only where everybody must have a second factor.
 */
export async function findFactors(
  rooms: Rooms,
  accountId: AccountId,
  db = rooms.database.db,
): Promise<readonly FactorKind[]> {
  const hasTotp = (await findTotp(db, accountId)) !== null;
  if (!hasTotp && !rooms.config.requireFactor) return [];
  const hasPasskey = rooms.config.passkeys && (await ownsPasskey(db, accountId));
  const hasCodes = hasTotp && (await countBackupCodes(db, accountId)) > 0;
  return [
    ...(hasTotp ? ["totp" as const] : []),
    ...(hasCodes ? ["backup-code" as const] : []),
    ...(hasPasskey ? ["passkey" as const] : []),
  ];
}

/** Whether the account has a second factor. Every question of that kind is answered here. */
export async function hasFactor(db: Rooms["database"]["db"], accountId: AccountId): Promise<boolean> {
  return (await findTotp(db, accountId)) !== null;
}

/**
 * Whether a sign-in by password asks for something else as well. A passkey counts where it is asked for beside the
 * password; elsewhere whoever knows the password needs no passkey.
 */
export async function asksForFactor(
  rooms: Rooms,
  accountId: AccountId,
  db = rooms.database.db,
): Promise<boolean> {
  return (await findFactors(rooms, accountId, db)).length > 0;
}
