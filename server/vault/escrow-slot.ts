import type { AccountId } from "#contract/ids.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { equalBytes } from "../crypto/digest.ts";
import { escrowLabel, openVaultKey, sealVaultKey } from "../crypto/keyslots.ts";
import { randomBytes } from "../crypto/random.ts";
import type { Keyslots } from "../database/schema.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { bareSlot, type EscrowSealing, insertKeyslot, type KeyslotRow } from "./keyslot-store.ts";
import { findCurrentMasterVersion, holdMasterVersion } from "./master-version-store.ts";

// The slot that the master key opens. Managed vaults have one; sealed vaults never do.

const SALT_BYTES = 16;
/** How soon a client may ask again for what needs the master key. */
const RETRY_SECONDS = 30;

export type MasterKeys = Pick<Rooms, "keys">;

function unavailable(cause: unknown): AppError {
  return new AppError("keys.unavailable", { cause, retryAfterSeconds: RETRY_SECONDS });
}

async function deriveEscrowKey(
  rooms: MasterKeys,
  version: number,
  accountId: AccountId,
  salt: Uint8Array,
): Promise<Uint8Array> {
  try {
    return await rooms.keys.derive(version, escrowLabel(accountId, salt));
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** @throws AppError keys.unavailable */
export async function newEscrowSlot(
  rooms: Pick<Rooms, "database" | "keys" | "clock" | "newId">,
  owner: { accountId: AccountId; epoch: number },
  vaultKey: Uint8Array,
): Promise<Keyslots> {
  const { accountId, epoch } = owner;
  const id = rooms.newId();
  const salt = randomBytes(SALT_BYTES);
  const version = await findCurrentMasterVersion(rooms.database.db);
  if (version === null) throw new Error("there is no master key yet");
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

/**
 * Writes a new escrow slot, within the transaction that needs it.
 * @throws AppError keys.unavailable when its version of the master key was retired meanwhile
 */
export async function insertEscrowSlot(transaction: Rooms["database"]["db"], slot: Keyslots): Promise<void> {
  if (slot.master_version === null || !(await holdMasterVersion(transaction, slot.master_version))) {
    throw unavailable(new Error(`master key ${slot.master_version} was retired meanwhile`));
  }
  await insertKeyslot(transaction, slot);
}

/** @throws AppError keys.unavailable; DecryptionFailed when the slot is not what was written */
export async function openEscrowSlot(rooms: MasterKeys, slot: KeyslotRow): Promise<Buffer> {
  const { account_id: accountId, id: slotId, epoch, salt, master_version } = slot;
  if (salt === null || master_version === null) throw new Error("an escrow slot names salt and version");
  const slotKey = await deriveEscrowKey(rooms, master_version, accountId, salt);
  return openVaultKey(slotKey, { accountId, slotId, kind: "escrow", epoch }, slot.sealed_key);
}

/**
 * The same slot under another version of the master key, as its row is to be. It was opened once more, with what the
 * provider gave at another time, so that no slot is exchanged for one that does not open.
 * @throws AppError keys.unavailable; DecryptionFailed when the slot is not what was written
 */
export async function resealEscrowSlot(
  rooms: MasterKeys,
  slot: KeyslotRow,
  version: number,
): Promise<{ readonly vaultKey: Buffer; readonly sealed: EscrowSealing }> {
  const { account_id: accountId, id: slotId, epoch } = slot;
  const vaultKey = await openEscrowSlot(rooms, slot);
  const salt = randomBytes(SALT_BYTES);
  const slotKey = await deriveEscrowKey(rooms, version, accountId, salt);
  const sealedKey = sealVaultKey(slotKey, { accountId, slotId, kind: "escrow", epoch }, vaultKey);
  const sealed = { salt, sealed_key: sealedKey, master_version: version };
  const again = await openEscrowSlot(rooms, { ...slot, ...sealed }).catch((cause: unknown) => {
    throw cause instanceof DecryptionFailed ? unavailable(cause) : cause;
  });
  if (!equalBytes(again, vaultKey)) throw unavailable(new Error("the key provider contradicts itself"));
  return { vaultKey, sealed };
}
