import type { Origin } from "../access/caller.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { findAccountByEmail, findMailedToken, insertMailedToken, takeMailedToken } from "./account-store.ts";
import { admitTry } from "./limit-tries.ts";

// The links that registration honours as invitations.

type Db = Rooms["database"]["db"];

/**
 * Writes a link inside the caller's transaction.
 * @param email where it will be mailed to, which is then confirmed by using it; null for one that is handed over
 * @throws AppError account.exists
 */
export async function writeInvitationLink(
  transaction: Db,
  email: string | null,
  life: { readonly createdAt: number; readonly expiresAt: number },
): Promise<{ token: string; hash: Uint8Array }> {
  const known = email === null ? null : await findAccountByEmail(transaction, email);
  if (known !== null) throw new AppError("account.exists");
  const token = newToken();
  const hash = tokenHash("mail", token);
  await insertMailedToken(transaction, {
    token_hash: hash,
    purpose: "invitation",
    account_id: null,
    email,
    created_at: life.createdAt,
    expires_at: life.expiresAt,
  });
  return { token, hash };
}

/** Takes a link back; false when somebody has used it. */
export async function takeInvitationLink(transaction: Db, hash: Uint8Array, now: number): Promise<boolean> {
  return (await takeMailedToken(transaction, "invitation", hash, now)) !== null;
}

type InvitationHash = { readonly purpose: "setup" | "invitation"; readonly hash: Uint8Array };

/** What is stored of a token that registration may honour: the first administrator's, or an invitation's. */
export function invitationHashes(token: string): readonly InvitationHash[] {
  return [
    { purpose: "setup", hash: tokenHash("setup", token) },
    { purpose: "invitation", hash: tokenHash("mail", token) },
  ];
}

/**
 * An invitation that can still be used, and stays so.
 * @returns where it was mailed to; null when it was handed over
 * @throws AppError invitation.invalid when it is unknown, used, revoked or expired, all alike
 */
export async function requireInvitation(
  rooms: Rooms,
  hashes: readonly InvitationHash[],
): Promise<{ email: string | null }> {
  for (const { purpose, hash } of hashes) {
    const row = await findMailedToken(rooms.database.db, hash, rooms.clock());
    if (row?.purpose === purpose) return { email: row.email };
  }
  throw new AppError("invitation.invalid");
}

/**
 * Tells whoever holds an invitation whether filling in the form is of any use.
 * @throws AppError invitation.invalid; credentials.wait for one who guesses
 */
export async function lookAtInvitation(
  rooms: Rooms,
  token: string,
  origin: Origin,
): Promise<{ email: string | null }> {
  const tried = await admitTry(rooms, "link", origin.address);
  const found = await requireInvitation(rooms, invitationHashes(token));
  await tried.refund();
  return found;
}
