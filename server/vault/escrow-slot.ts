import type { AccountId } from "#contract/ids.ts";
import { escrowLabel, openVaultKey, sealVaultKey } from "../crypto/keyslots.ts";
import { randomBytes } from "../crypto/random.ts";
import type { Keyslots } from "../database/schema.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { bareSlot, type KeyslotRow } from "./keyslot-store.ts";

// The slot that the master key opens. Managed vaults have one; sealed vaults never do.

const SALT_BYTES = 16;

async function deriveEscrowKey(
  rooms: Rooms,
  version: number,
  accountId: AccountId,
  salt: Uint8Array,
): Promise<Uint8Array> {
  try {
    return await rooms.keys.derive(version, escrowLabel(accountId, salt));
  } catch (cause) {
    throw new AppError("keys.unavailable", { cause });
  }
}

/** @throws AppError keys.unavailable */
export async function newEscrowSlot(
  rooms: Rooms,
  owner: { accountId: AccountId; epoch: number },
  vaultKey: Uint8Array,
): Promise<Keyslots> {
  const { accountId, epoch } = owner;
  const id = rooms.newId();
  const salt = randomBytes(SALT_BYTES);
  const version = rooms.keys.currentVersion;
  const slotKey = await deriveEscrowKey(rooms, version, accountId, salt);
  return {
    ...bareSlot({
      id,
      account_id: accountId,
      kind: "escrow",
      epoch,
      sealed_key: sealVaultKey(slotKey, { accountId, slotId: id, kind: "escrow", epoch }, vaultKey),
      created_at: rooms.clock(),
    }),
    salt,
    master_version: version,
  };
}

/** @throws AppError keys.unavailable; DecryptionFailed when the slot is not what was written */
export async function openEscrowSlot(rooms: Rooms, slot: KeyslotRow): Promise<Buffer> {
  const { account_id: accountId, id: slotId, epoch, salt, master_version } = slot;
  if (salt === null || master_version === null) throw new Error("an escrow slot names salt and version");
  const slotKey = await deriveEscrowKey(rooms, master_version, accountId, salt);
  return openVaultKey(slotKey, { accountId, slotId, kind: "escrow", epoch }, slot.sealed_key);
}
