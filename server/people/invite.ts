import type { AccountId } from "#contract/ids.ts";
import type { Language } from "#contract/language.ts";
import { LIMITS } from "#contract/limits.ts";
import type { Invitation } from "#contract/people.ts";
import { accountMails } from "../accounts/account-mails.ts";
import { takeInvitationLink, writeInvitationLink } from "../accounts/invitation-link.ts";
import { deliverMails } from "../accounts/mail-account.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Office } from "../rooms.ts";
import {
  findInvitation,
  type InvitationRow,
  insertInvitation,
  listInvitationRows,
} from "./invitation-store.ts";
import { findPersonRow } from "./people-store.ts";

// Invitations: a link that makes one account, once, until it expires. One that is mailed is shown to nobody else,
// because whoever uses it has proved the address.

const DAY = 86_400_000;

export interface Wanted {
  readonly email?: string | undefined;
  readonly expiresInDays: number;
}

export function presentInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    invitedBy: row.invited_by,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
  };
}

export async function listInvitations(rooms: Office): Promise<Invitation[]> {
  const rows = await listInvitationRows(rooms.database.db, rooms.clock(), LIMITS.openInvitations);
  return rows.map(presentInvitation);
}

/**
 * @param by the administrator's account; null for the command line
 * @param language of the mail: nobody knows yet what the invited person reads
 * @returns the link only where it was not mailed
 * @throws AppError account.exists, invitation.too-many
 */
export async function invite(
  rooms: Office,
  by: AccountId | null,
  wanted: Wanted,
  language: Language,
): Promise<{ invitation: Invitation; link: string | null }> {
  const { origin } = rooms.config;
  const { row, token } = await rooms.database.db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const expiresAt = now + wanted.expiresInDays * DAY;
    const email = wanted.email ?? null;
    if ((await listInvitationRows(trx, now, LIMITS.openInvitations)).length >= LIMITS.openInvitations) {
      throw new AppError("invitation.too-many");
    }
    const { token, hash } = await writeInvitationLink(trx, email, { createdAt: now, expiresAt });
    const id = rooms.newId();
    await insertInvitation(trx, { id, token_hash: hash, account_id: by });
    const inviter = by === null ? null : await findPersonRow(trx, by);
    if (email !== null) {
      const from = inviter?.email ?? new URL(origin).host;
      const mail = accountMails(origin, language).invitation(email, token, from, expiresAt);
      await rooms.mail.enqueue(trx, mail);
    }
    await recordAudit(trx, rooms, { action: "account.invited", accountId: by, subjectId: id });
    const made: InvitationRow = {
      id,
      token_hash: hash,
      email,
      created_at: now,
      expires_at: expiresAt,
      invited_by: inviter?.email ?? null,
    };
    return { row: made, token };
  });
  deliverMails(rooms);
  return {
    invitation: presentInvitation(row),
    link: row.email === null ? `${origin}/register#${token}` : null,
  };
}

/** @throws AppError not-found when it is unknown, used or expired */
export async function revokeInvitation(rooms: Office, by: AccountId, id: string): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const row = await findInvitation(trx, id, now);
    if (row === null || !(await takeInvitationLink(trx, row.token_hash, now)))
      throw new AppError("not-found");
    await recordAudit(trx, rooms, { action: "account.invitation-revoked", accountId: by, subjectId: id });
  });
}
