import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { findAccountByEmail, insertMailedToken, takeMailedToken } from "./account-store.ts";

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
