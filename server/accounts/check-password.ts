import type { AccountId } from "#contract/ids.ts";
import { equalBytes } from "../crypto/digest.ts";
import { type Argon2Version, CURRENT_ARGON2, HasherBusy, verifierOf } from "../crypto/password-hash.ts";
import { randomBytes } from "../crypto/random.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import type { HashedPassword } from "../vault/password-slot.ts";
import { findVerifier, type VerifierRow } from "./account-store.ts";

// Passwords against verifiers. One Argon2id run gives both the proof and the slot's half of the key.

const SALT_BYTES = 16;
const BUSY_SECONDS = 5;

/** @throws AppError unavailable when too many sign-ins wait already */
export async function hashPassword(
  rooms: Rooms,
  password: string,
  salt: Uint8Array = randomBytes(SALT_BYTES),
  version: number = CURRENT_ARGON2,
): Promise<HashedPassword> {
  const hashVersion = version as Argon2Version;
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

/**
 * The hash of the password when it is the account's; null when it is not.
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
  return equalBytes(presented, row.verifier) ? hashed : null;
}
