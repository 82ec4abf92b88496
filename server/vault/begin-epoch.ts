import type { AccountId, SessionId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import { endAllSessions } from "../accounts/session-life.ts";
import { fingerprint, wrapBridge, wrapIndexKey } from "../crypto/vault-keys.ts";
import type { Keyslots } from "../database/schema.ts";
import type { EpochKey } from "../images/reseal-data-keys.ts";
import type { Rooms } from "../rooms.ts";
import { insertEscrowSlot } from "./escrow-slot.ts";
import { insertKeyslot } from "./keyslot-store.ts";
import { deleteAllKeyslots, deleteBridge, insertBridge, updateEpoch } from "./rotation-store.ts";

// The next epoch of a vault: another key, with the way to the former one for as long as anything lies under that.

export interface NextEpoch {
  readonly mode: VaultMode;
  readonly former: EpochKey;
  readonly next: EpochKey;
  readonly indexKey: Uint8Array;
  /** What opens the next key; everything that opened the former one goes. */
  readonly slots: readonly Keyslots[];
  /** Null where the master key is not to open it. */
  readonly escrow: Keyslots | null;
  /** The session that stays; null to end all. */
  readonly sessionId: SessionId | null;
  /** Pictures older than this get new keys and bytes; null for none. In milliseconds since 1970. */
  readonly resealBefore: number | null;
  /** Null where the vault has no recovery code any more. */
  readonly kitConfirmedAt: number | null;
}

/**
 * Writes it, within the transaction that needs it. False, and nothing written, when another was faster.
 * @throws AppError keys.unavailable when the version of the master key was retired meanwhile
 */
export async function beginEpoch(
  transaction: Rooms["database"]["db"],
  accountId: AccountId,
  { mode, former, next, indexKey, slots, escrow, sessionId, resealBefore, kitConfirmedAt }: NextEpoch,
  now: number,
): Promise<boolean> {
  const owner = { accountId, epoch: next.epoch };
  const isMoved = await updateEpoch(transaction, accountId, {
    epoch: next.epoch,
    mode,
    fingerprint: fingerprint(next.vaultKey),
    sealedIndexKey: wrapIndexKey(next.vaultKey, indexKey, owner),
    resealBefore,
    kitConfirmedAt,
  });
  if (!isMoved) return false;
  await deleteAllKeyslots(transaction, accountId);
  await endAllSessions(transaction, accountId, sessionId);
  for (const slot of slots) await insertKeyslot(transaction, slot);
  if (escrow !== null) await insertEscrowSlot(transaction, escrow);
  await deleteBridge(transaction, accountId, former.epoch);
  await insertBridge(transaction, {
    account_id: accountId,
    epoch: next.epoch,
    sealed_key: wrapBridge(next.vaultKey, former.vaultKey, owner),
    created_at: now,
    damaged_keys: null,
  });
  return true;
}
