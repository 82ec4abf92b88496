import { markProvedByPasskey } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import type { Rooms } from "../rooms.ts";
import { regainPasskeySlot } from "../vault/passkey-slot.ts";
import { updatePasskeySlot } from "./passkey-store.ts";
import type { UsedPasskey } from "./verify-passkey.ts";

/**
 * What every use of a passkey leaves behind, inside the caller's transaction: the session counts as proved by it,
 * and while the vault is open a passkey without a slot (new, or after a rotation) gets one. Returns whether it got one
 * just now.
 */
export async function notePasskeyUse(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  used: UsedPasskey,
  session: {
    readonly token: string;
    readonly vault: { readonly epoch: number; readonly vaultKey: Uint8Array } | null;
  },
): Promise<boolean> {
  await markProvedByPasskey(transaction, rooms, session.token);
  if (session.vault === null) return false;
  const keyslotId = await regainPasskeySlot(transaction, rooms, used, session.vault);
  if (keyslotId === null || !(await updatePasskeySlot(transaction, used.id, keyslotId))) return false;
  await recordAudit(transaction, rooms, {
    action: "passkey.opens-vault",
    accountId: used.accountId,
    subjectId: used.id,
  });
  return true;
}
