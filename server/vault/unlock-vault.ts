import type { PasskeyProof } from "#contract/passkey-proof.ts";
import type { Origin, SignedIn } from "../access/caller.ts";
import { checkPassword, hashPassword, presentSalt } from "../accounts/check-password.ts";
import { beginWithPassword } from "../accounts/first-password.ts";
import { forgetFailures, type Guessed, requireNoWait } from "../accounts/limit-tries.ts";
import { refuseGuess } from "../accounts/refuse-guess.ts";
import { renewAfterProof, renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { hasFactor } from "../factors/find-factors.ts";
import { notePasskeyUse } from "../passkeys/note-passkey-use.ts";
import { type UsedPasskey, verifyPasskey } from "../passkeys/verify-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { findVault, listKeyslots } from "./keyslot-store.ts";
import { type OpenedVault, openAtSignIn, replacePasswordSlots } from "./open-at-sign-in.ts";
import { openByPasskey } from "./passkey-slot.ts";
import { type HashedPassword, openPasswordSlot } from "./password-slot.ts";
import { openByRecoveryCode as openByKit } from "./recovery-kit.ts";
import { keepVault } from "./start-again.ts";

// Unlocking: by the present password, by a passkey, by the former password after a reset, or by the recovery code
// together with the new password, whose slot is then written in the same transaction.

export interface UnlockProof {
  readonly password?: string | undefined;
  readonly recoveryCode?: string | undefined;
  readonly newPassword?: string | undefined;
  readonly passkey?: PasskeyProof | undefined;
}

/**
 * @returns the session's new token
 * @throws AppError vault.unlock-failed, vault.new-password-required, credentials.wait, keys.unavailable
 */
export async function unlockVault(
  rooms: Rooms,
  caller: SignedIn,
  proof: UnlockProof,
  origin: Origin,
): Promise<string> {
  const { accountId, sessionId } = caller;
  const guessed: Guessed = { what: "vault", account: accountId, browser: null };
  const { newPassword, ...opening } = proof;
  if (newPassword !== undefined && Object.values(opening).every((one) => one === undefined)) {
    return await beginWithPassword(rooms, caller, newPassword, origin);
  }
  if (proof.recoveryCode !== undefined && proof.newPassword === undefined) {
    throw new AppError("vault.new-password-required");
  }
  if (proof.passkey !== undefined && proof.newPassword === undefined) {
    if (await isPasswordWithoutSlot(rooms, caller)) throw new AppError("vault.new-password-required");
  }
  await requireNoWait(rooms, guessed);
  const opened = await open(rooms, caller, proof);
  if (opened === null) {
    const personal = { address: origin.address };
    await refuseGuess(rooms, caller, guessed, origin, { action: "vault.unlock-refused", personal });
    throw new AppError("vault.unlock-failed");
  }
  await forgetFailures(rooms, guessed);
  const { vault, slotFor, passkey } = opened;
  const token = await rooms.database.db.transaction().execute(async (trx) => {
    // What opens is not lost.
    await keepVault(trx, accountId);
    if (slotFor !== null) {
      await replacePasswordSlots(rooms, { accountId, epoch: vault.epoch }, slotFor, vault.vaultKey, trx);
    }
    // A password alone proves too little for dangerous acts where a second factor is set.
    const isWhole = passkey !== null || !(await hasFactor(trx, accountId));
    const renew = isWhole ? renewAfterProof : renewToken;
    const renewed = await renew(trx, rooms, { accountId, sessionId }, vault);
    if (passkey !== null) await notePasskeyUse(trx, rooms, passkey, { token: renewed, vault });
    await recordAudit(trx, rooms, { action: "vault.unlocked", accountId, subjectId: sessionId });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  return token;
}

interface Opened {
  readonly vault: OpenedVault;
  /** The present password, when it has no slot yet. */
  readonly slotFor: HashedPassword | null;
  /** What it was opened with, when that was a passkey. */
  readonly passkey: UsedPasskey | null;
}

async function open(rooms: Rooms, caller: SignedIn, proof: UnlockProof): Promise<Opened | null> {
  if (proof.passkey !== undefined)
    return await openWithPasskey(rooms, caller, proof.passkey, proof.newPassword);
  if (proof.recoveryCode !== undefined) return await openByRecoveryCode(rooms, caller, proof);
  if (proof.password === undefined) return null;
  const present = await checkPassword(rooms, caller.accountId, proof.password);
  if (present !== null) {
    const vault = await openAtSignIn(rooms, caller.accountId, present);
    return vault === null ? null : { vault, slotFor: null, passkey: null };
  }
  return await openByFormerPassword(rooms, caller, proof.password, proof.newPassword);
}

async function openWithPasskey(
  rooms: Rooms,
  { accountId }: SignedIn,
  proof: PasskeyProof,
  newPassword: string | undefined,
): Promise<Opened | null> {
  const passkey = await verifyPasskey(rooms, proof, { purpose: "unlock", accountId });
  if (passkey === null) return null;
  const slotFor = newPassword === undefined ? null : await checkPassword(rooms, accountId, newPassword);
  if (newPassword !== undefined && slotFor === null) return null;
  const vault = await openByPasskey(rooms, passkey);
  return vault === null ? null : { vault, slotFor, passkey };
}

/** Whether the person's password does not open their sealed vault: it was reset, and nothing has opened the vault since. */
async function isPasswordWithoutSlot(rooms: Rooms, { accountId, vaultMode }: SignedIn): Promise<boolean> {
  if (vaultMode === "managed") return false;
  const salt = await presentSalt(rooms, accountId);
  const slots = await listKeyslots(rooms.database.db, accountId, "password");
  return salt !== null && !slots.some((slot) => slot.salt !== null && Buffer.compare(slot.salt, salt) === 0);
}

async function openByRecoveryCode(
  rooms: Rooms,
  caller: SignedIn,
  proof: UnlockProof,
): Promise<Opened | null> {
  const { accountId } = caller;
  const present = await checkPassword(rooms, accountId, proof.newPassword ?? "");
  if (present === null) return null;
  const vault = await openByKit(rooms, accountId, proof.recoveryCode ?? "");
  return vault === null ? null : { vault, slotFor: present, passkey: null };
}

async function openByFormerPassword(
  rooms: Rooms,
  caller: SignedIn,
  password: string,
  newPassword: string | undefined,
): Promise<Opened | null> {
  const { accountId } = caller;
  const { db } = rooms.database;
  const epoch = (await findVault(db, accountId))?.vault_epoch;
  for (const slot of await listKeyslots(db, accountId, "password")) {
    if (slot.epoch !== epoch || slot.salt === null || slot.hash_version === null) continue;
    const hashed = await hashPassword(rooms, password, slot.salt, slot.hash_version);
    const vaultKey = openPasswordSlot(rooms, slot, hashed);
    if (vaultKey === null) continue;
    // With the new password beside it the next sign-in opens by itself.
    const present = newPassword === undefined ? null : await checkPassword(rooms, accountId, newPassword);
    return { vault: { epoch, vaultKey }, slotFor: present, passkey: null };
  }
  return null;
}
