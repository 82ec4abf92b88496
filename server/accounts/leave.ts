import type { AccountId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import type { Origin } from "../access/caller.ts";
import { erasePersonal, recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { endVault } from "../vault/end-vault.ts";
import { accountMails } from "./account-mails.ts";
import {
  type AccountRow,
  deleteAccountRow,
  deleteMailedTokensOf,
  findAccount,
  insertMailedToken,
  listLeaving,
  takeMailedToken,
  updateAsGone,
  updateDeletion,
} from "./account-store.ts";
import { endAccess } from "./end-access.ts";
import { admitTry } from "./limit-tries.ts";
import { deliverMails } from "./mail-account.ts";
import { requireSpareAdministrator } from "./spare-administrator.ts";

// Leaving, as far as the account itself goes: a week to change one's mind, then the keys, then the rows. What lies
// between the keys and the rows, the pictures, is not known here.

type Db = Rooms["database"]["db"];

const DAY = 86_400_000;

async function requireAccount(transaction: Db, id: AccountId): Promise<AccountRow> {
  const row = await findAccount(transaction, id);
  if (row === null) throw new AppError("session.required");
  return row;
}

/**
 * Sets the day of deletion, a week from now, and mails a link that keeps the account.
 * @returns that day
 * @throws AppError administrator.last
 */
export async function askToLeave(rooms: Rooms, id: AccountId, origin: Origin): Promise<number> {
  const token = newToken();
  const deletionAt = await rooms.database.db.transaction().execute(async (trx) => {
    const row = await requireAccount(trx, id);
    if (row.administrator_at !== null) await requireSpareAdministrator(trx, rooms, row);
    const now = rooms.clock();
    const at = now + LIMITS.deletionDays * DAY;
    await updateDeletion(trx, id, at);
    await deleteMailedTokensOf(trx, id, "keep-account");
    await insertMailedToken(trx, {
      token_hash: tokenHash("mail", token),
      purpose: "keep-account",
      account_id: id,
      email: null,
      created_at: now,
      expires_at: at,
    });
    const mails = accountMails(rooms.config.origin, row.language);
    await rooms.mail.enqueue(trx, mails.deletionAsked(row.email, token, at, origin, now));
    await recordAudit(trx, rooms, {
      action: "account.deletion-asked",
      accountId: id,
      personal: { address: origin.address },
    });
    return at;
  });
  deliverMails(rooms);
  return deletionAt;
}

async function keep(transaction: Db, rooms: Rooms, row: AccountRow): Promise<void> {
  await updateDeletion(transaction, row.id, null);
  await deleteMailedTokensOf(transaction, row.id, "keep-account");
  const mails = accountMails(rooms.config.origin, row.language);
  await rooms.mail.enqueue(transaction, mails.deletionCancelled(row.email));
  await recordAudit(transaction, rooms, { action: "account.kept", accountId: row.id });
}

/** @throws AppError account.not-leaving */
export async function stay(rooms: Rooms, id: AccountId): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    const row = await requireAccount(trx, id);
    if (row.deletion_at === null) throw new AppError("account.not-leaving");
    await keep(trx, rooms, row);
  });
  deliverMails(rooms);
}

/**
 * @returns the account's address
 * @throws AppError link.invalid
 */
export async function stayByLink(rooms: Rooms, token: string, origin: Origin): Promise<string> {
  const tried = await admitTry(rooms, "link", origin.address);
  const email = await rooms.database.db.transaction().execute(async (trx) => {
    const taken = await takeMailedToken(trx, "keep-account", tokenHash("mail", token), rooms.clock());
    const row = taken === null || taken.account_id === null ? null : await findAccount(trx, taken.account_id);
    // The keys of one that is being deleted are gone: there is nothing left to keep.
    if (row === null || row.deletion_at === null || row.deletion_at <= rooms.clock()) {
      throw new AppError("link.invalid");
    }
    await keep(trx, rooms, row);
    return row.email;
  });
  await tried.refund();
  deliverMails(rooms);
  return email;
}

/**
 * The first step of deletion, and the one that counts: keys, sessions and tokens go in one transaction, and nobody
 * signs in any more. What follows can be taken up again by the job. False when the account is gone already.
 * @throws AppError administrator.last
 */
export async function destroyAccountKeys(rooms: Rooms, id: AccountId): Promise<boolean> {
  const done = await rooms.database.db.transaction().execute(async (trx) => {
    const row = await findAccount(trx, id);
    if (row === null) return false;
    // One who has waited for the day no longer counted as an administrator meanwhile.
    if (row.administrator_at !== null && row.deletion_at === null) {
      await requireSpareAdministrator(trx, rooms, row);
    }
    await endAccess(trx, id);
    await endVault(trx, id);
    await updateAsGone(trx, id, Math.min(row.deletion_at ?? Number.POSITIVE_INFINITY, rooms.clock()));
    await recordAudit(trx, rooms, { action: "account.keys-destroyed", accountId: id });
    return true;
  });
  rooms.forgetting.forget(id);
  return done;
}

/** The last step: the account's row with all that hangs on it, and what is personal in the audit trail. */
export async function deleteAccountForGood(rooms: Rooms, id: AccountId): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    const row = await findAccount(trx, id);
    if (row === null) return;
    const mails = accountMails(rooms.config.origin, row.language);
    await rooms.mail.enqueue(trx, mails.accountDeleted(row.email, rooms.clock()));
    await deleteAccountRow(trx, id);
    await erasePersonal(trx, id);
    await recordAudit(trx, rooms, { action: "account.deleted", accountId: id });
  });
  deliverMails(rooms);
}

/** Accounts whose day has come. */
export async function listDueLeavers(rooms: Rooms): Promise<readonly AccountId[]> {
  return await listLeaving(rooms.database.db, rooms.clock(), 20);
}
