import type { AccountId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import { holdsPassword } from "../accounts/check-password.ts";
import { recordAudit } from "../audit/record.ts";
import { newKey } from "../crypto/random.ts";
import { fingerprint, wrapIndexKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { insertEscrowSlot, newEscrowSlot, openEscrowSlot } from "./escrow-slot.ts";
import { deleteKeyslots, findVault, insertKeyslot, listKeyslots, recordFirstVault } from "./keyslot-store.ts";
import { type HashedPassword, newPasswordSlot, openPasswordSlot } from "./password-slot.ts";
import { findStartAgain, holdVault } from "./rotation-store.ts";

// What a right password does to the vault: makes it at the first sign-in, opens it at each later one,
// and opens a managed one through escrow after a reset. A sealed one that no own slot opens stays locked.

/** As often as the job runs that destroys what is left. */
const BETWEEN_VAULTS_SECONDS = 300;

export interface OpenedVault {
  readonly epoch: number;
  readonly vaultKey: Buffer;
}

/** @throws AppError keys.unavailable when only escrow could open it and the key provider is away */
export async function openAtSignIn(
  rooms: Rooms,
  accountId: AccountId,
  hashed: HashedPassword,
): Promise<OpenedVault | null> {
  const { db } = rooms.database;
  let vault = await findVault(db, accountId);
  if (vault?.vault_epoch === 0) {
    const made = await makeVault(rooms, accountId, vault.vault_mode, hashed);
    if (made !== null) return made;
    // Another first sign-in was faster; its vault is the one there is.
    vault = await findVault(db, accountId);
  }
  if (vault === null) return null;
  const epoch = vault.vault_epoch;
  const slots = (await listKeyslots(db, accountId, "password")).filter((slot) => slot.epoch === epoch);
  for (const slot of slots) {
    const vaultKey = openPasswordSlot(rooms, slot, hashed);
    if (vaultKey !== null) return { epoch, vaultKey };
  }
  if (vault.vault_mode === "sealed") return null;
  const escrow = (await listKeyslots(db, accountId, "escrow")).find((slot) => slot.epoch === epoch);
  if (escrow === undefined) return null;
  const vaultKey = await openEscrowSlot(rooms, escrow);
  await replacePasswordSlots(rooms, { accountId, epoch }, hashed, vaultKey);
  return { epoch, vaultKey };
}

/**
 * Makes the first vault of an account; null when there is one already. Without a password it must be managed, or
 * nothing would ever open it again.
 * @throws AppError unavailable while the pictures of a vault that starts again are being destroyed
 */
export async function makeVault(
  rooms: Rooms,
  accountId: AccountId,
  mode: VaultMode,
  hashed: HashedPassword | null,
): Promise<OpenedVault | null> {
  if (mode === "sealed" && hashed === null) throw new Error("a sealed vault begins with a password");
  const owner = { accountId, epoch: 1 };
  const vaultKey = newKey();
  const escrow = mode === "managed" ? await newEscrowSlot(rooms, owner, vaultKey) : null;
  const made = await rooms.database.db.transaction().execute(async (trx) => {
    const first = await recordFirstVault(trx, accountId, {
      fingerprint: fingerprint(vaultKey),
      sealedIndexKey: wrapIndexKey(vaultKey, newKey(), owner),
    });
    if (!first) return false;
    if ((await findStartAgain(trx, accountId)) !== null) {
      throw new AppError("unavailable", { retryAfterSeconds: BETWEEN_VAULTS_SECONDS });
    }
    if (hashed !== null) await insertKeyslot(trx, newPasswordSlot(rooms, owner, hashed, vaultKey));
    if (escrow !== null) await insertEscrowSlot(trx, escrow);
    await recordAudit(trx, rooms, { action: "vault.created", accountId });
    return true;
  });
  return made ? { epoch: 1, vaultKey } : null;
}

/**
 * Writes the slot of the account's present password, and only then removes those of former ones. False, with nothing
 * changed, when the password or the vault key was replaced since they were shown: a slot would open for nobody.
 */
export async function replacePasswordSlots(
  rooms: Rooms,
  owner: { accountId: AccountId; epoch: number },
  hashed: HashedPassword,
  vaultKey: Uint8Array,
  within = rooms.database.db,
): Promise<boolean> {
  const write = async (db: typeof within): Promise<boolean> => {
    const held = await holdVault(db, owner.accountId);
    if (held?.vault_epoch !== owner.epoch) return false;
    if (!(await holdsPassword(db, owner.accountId, hashed))) return false;
    const former = await listKeyslots(db, owner.accountId, "password");
    await insertKeyslot(db, newPasswordSlot(rooms, owner, hashed, vaultKey));
    await deleteKeyslots(
      db,
      former.map((slot) => slot.id),
    );
    return true;
  };
  return within.isTransaction ? await write(within) : await within.transaction().execute(write);
}

/**
 * Gives the account's present password a slot, in the caller's transaction, where it has none: it was reset, or the
 * vault key was replaced with a passkey. Nothing to do when the vault key has been replaced since it was opened.
 */
export async function regainPasswordSlot(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  accountId: AccountId,
  hashed: HashedPassword,
  vault: { readonly epoch: number; readonly vaultKey: Uint8Array },
): Promise<void> {
  const { epoch, vaultKey } = vault;
  if ((await findVault(transaction, accountId))?.vault_epoch !== epoch) return;
  const slots = await listKeyslots(transaction, accountId, "password");
  if (slots.some((slot) => slot.epoch === epoch && openPasswordSlot(rooms, slot, hashed) !== null)) return;
  await replacePasswordSlots(rooms, { accountId, epoch }, hashed, vaultKey, transaction);
}
