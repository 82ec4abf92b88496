import type { AccountId } from "#contract/ids.ts";
import { equalBytes } from "../crypto/digest.ts";
import type { Rooms } from "../rooms.ts";
import { deleteKeyslots, insertKeyslot, listKeyslots } from "./keyslot-store.ts";
import { type HashedPassword, newPasswordSlot, openPasswordSlot } from "./password-slot.ts";

/**
 * Seals the keyslot of one password anew under another run of the same password, in the caller's transaction. Slots of
 * other passwords stay. False, with nothing changed, when it has one that does not open.
 */
export async function renewPasswordSlot(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  accountId: AccountId,
  passwords: { readonly former: HashedPassword; readonly renewed: HashedPassword },
): Promise<boolean> {
  const { former, renewed } = passwords;
  const all = await listKeyslots(transaction, accountId, "password");
  const own = all.filter((slot) => slot.salt !== null && equalBytes(slot.salt, former.salt));
  const opened = own.map((slot) => ({ slot, vaultKey: openPasswordSlot(rooms, slot, former) }));
  if (opened.some(({ vaultKey }) => vaultKey === null)) return false;
  for (const { slot, vaultKey } of opened) {
    if (vaultKey === null) continue;
    const owner = { accountId, epoch: slot.epoch };
    await insertKeyslot(transaction, newPasswordSlot(rooms, owner, renewed, vaultKey));
  }
  await deleteKeyslots(
    transaction,
    own.map(({ id }) => id),
  );
  return true;
}
