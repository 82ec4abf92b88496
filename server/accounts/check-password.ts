import type { AccountId } from "#contract/ids.ts";
import { recordAudit } from "../audit/record.ts";
import { equalBytes } from "../crypto/digest.ts";
import { HasherBusy, verifierOf } from "../crypto/password-hash.ts";
import { randomBytes } from "../crypto/random.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import type { HashedPassword } from "../vault/password-slot.ts";
import { renewPasswordSlot } from "../vault/renew-password-slot.ts";
import { findVerifier, holdVerifier, putVerifier, type VerifierRow } from "./account-store.ts";

// Passwords against verifiers. One Argon2id run gives both the proof and the slot's half of the key.

const SALT_BYTES = 16;
const BUSY_SECONDS = 5;

/** @throws AppError unavailable when too many sign-ins wait already */
export async function hashPassword(
  rooms: Rooms,
  password: string,
  salt: Uint8Array = randomBytes(SALT_BYTES),
  hashVersion: number = rooms.hasher.newestVersion,
): Promise<HashedPassword> {
  try {
    return { ...(await rooms.hasher.hash(password, salt, hashVersion)), salt, hashVersion };
  } catch (error) {
    if (error instanceof HasherBusy) throw new AppError("unavailable", { retryAfterSeconds: BUSY_SECONDS });
    throw error;
  }
}

/** The verifier row of a freshly hashed password; `needsFactor` for one that is too short to sign in by itself. */
export function verifierRow(
  rooms: Rooms,
  accountId: AccountId,
  hashed: HashedPassword,
  needsFactor = false,
): VerifierRow {
  const pepperVersion = rooms.secrets.pepperVersion;
  const pepper = rooms.secrets.pepper(pepperVersion);
  return {
    account_id: accountId,
    verifier: verifierOf({ verifierPart: hashed.verifierPart, pepper, accountId }),
    salt: hashed.salt,
    hash_version: hashed.hashVersion,
    pepper_version: pepperVersion,
    created_at: rooms.clock(),
    needs_factor_at: needsFactor ? rooms.clock() : null,
  };
}

/** The salt of the account's present password; null where there is none. A slot of that password has the same. */
export async function presentSalt(rooms: Rooms, accountId: AccountId): Promise<Uint8Array | null> {
  return (await findVerifier(rooms.database.db, accountId))?.salt ?? null;
}

/** Whether the account's password is still the one that was hashed, which then it stays until the transaction ends. */
export async function holdsPassword(
  transaction: Rooms["database"]["db"],
  accountId: AccountId,
  hashed: HashedPassword,
): Promise<boolean> {
  const row = await holdVerifier(transaction, accountId);
  return row !== null && equalBytes(row.salt, hashed.salt);
}

/**
 * The hash of the password when it is the account's; null when it is not. A right one that was hashed with older
 * parameters, or an older pepper, is hashed anew first: verifier and keyslot together.
 * An account that does not exist costs the same as one that does.
 */
export async function checkPassword(
  rooms: Rooms,
  accountId: AccountId | null,
  password: string,
): Promise<HashedPassword | null> {
  const row = accountId === null ? null : await findVerifier(rooms.database.db, accountId);
  const hashed = await hashPassword(rooms, password, row?.salt, row?.hash_version);
  if (row === null) return null;
  const pepper = rooms.secrets.pepper(row.pepper_version);
  const { verifierPart } = hashed;
  const presented = verifierOf({ verifierPart, pepper, accountId: row.account_id });
  if (!equalBytes(presented, row.verifier)) return null;
  const isNewest =
    row.hash_version >= rooms.hasher.newestVersion && row.pepper_version >= rooms.secrets.pepperVersion;
  if (isNewest) return hashed;
  const renewed = await renewHash(rooms, row.account_id, password, hashed);
  // Somebody else was faster: what there is now is not what was looked at.
  return renewed === "changed" ? await checkPassword(rooms, accountId, password) : renewed;
}

/** The hash that counts from now on: the former one where a new one could not be made now. */
async function renewHash(
  rooms: Rooms,
  accountId: AccountId,
  password: string,
  former: HashedPassword,
): Promise<HashedPassword | "changed"> {
  let renewed: HashedPassword;
  try {
    renewed = await hashPassword(rooms, password);
  } catch (error) {
    // The password was right; the next time is early enough.
    if (error instanceof AppError && error.code === "unavailable") return former;
    throw error;
  }
  const outcome = await rooms.database.db.transaction().execute(async (trx) => {
    await holdAccount(trx, accountId);
    const row = await holdVerifier(trx, accountId);
    if (row === null || !equalBytes(row.salt, former.salt)) return "changed";
    if (!(await renewPasswordSlot(trx, rooms, accountId, { former, renewed }))) return former;
    const { created_at, needs_factor_at } = row;
    await putVerifier(trx, { ...verifierRow(rooms, accountId, renewed), created_at, needs_factor_at });
    await recordAudit(trx, rooms, { action: "password.rehashed", accountId });
    return renewed;
  });
  return outcome;
}
