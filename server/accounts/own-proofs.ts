import type { AccountId } from "#contract/ids.ts";
import { asksForFactor } from "../factors/find-factors.ts";
import { findOwnProviders } from "../oidc/link-identity.ts";
import { ownsPasskey } from "../passkeys/owns-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { hasPassword } from "./has-password.ts";

/** How the person of an account can prove who they are: what unlocking and dangerous acts offer them. */
export async function findOwnProofs(
  rooms: Rooms,
  accountId: AccountId,
  db = rooms.database.db,
): Promise<{ password: boolean; passkey: boolean; factor: boolean; providers: string[] }> {
  return {
    password: await hasPassword(db, accountId),
    passkey: rooms.config.passkeys && (await ownsPasskey(db, accountId)),
    factor: await asksForFactor(rooms, accountId, db),
    providers: [...(await findOwnProviders(rooms, accountId, db))],
  };
}
