import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import { CANARY_ACCOUNT } from "../database/canary-account.ts";
import type {
  Accounts,
  MailedTokens,
  PasswordVerifiers,
  PendingAccounts,
  Schema,
} from "../database/schema.ts";

// The SQL of accounts, registrations waiting for confirmation, verifiers and mailed links.

type Db = Kysely<Schema>;

export type AccountRow = Selectable<Accounts>;
export type VerifierRow = Selectable<PasswordVerifiers>;
export type PendingRow = Selectable<PendingAccounts>;

export async function findAccount(db: Db, id: AccountId): Promise<AccountRow | null> {
  return (await db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function findAccountByEmail(db: Db, email: string): Promise<AccountRow | null> {
  return (await db.selectFrom("accounts").selectAll().where("email", "=", email).executeTakeFirst()) ?? null;
}

/** Whether anybody has one. */
export async function hasAccounts(db: Db): Promise<boolean> {
  const anybody = db.selectFrom("accounts").select("id").where("id", "!=", CANARY_ACCOUNT).limit(1);
  return (await anybody.executeTakeFirst()) !== undefined;
}

export async function insertAccount(db: Db, row: Accounts): Promise<void> {
  await db.insertInto("accounts").values(row).execute();
}

/** Sets what a person may set without further ado. */
export async function updateProfile(
  db: Db,
  id: AccountId,
  profile: Partial<Pick<Accounts, "display_name" | "language">>,
): Promise<void> {
  if (Object.keys(profile).length === 0) return;
  await db.updateTable("accounts").set(profile).where("id", "=", id).execute();
}

/** Changes an address that was confirmed; fails with a unique violation where another account has it. */
export async function updateEmail(db: Db, id: AccountId, email: string, confirmedAt: number): Promise<void> {
  await db
    .updateTable("accounts")
    .set({ email, email_confirmed_at: confirmedAt })
    .where("id", "=", id)
    .execute();
}

/** Marks an account whose keys are gone: nobody signs in, nobody administers, and the job finishes it. */
export async function updateAsGone(db: Db, id: AccountId, now: number): Promise<void> {
  await db
    .updateTable("accounts")
    .set({ disabled_at: now, deletion_at: now, administrator_at: null })
    .where("id", "=", id)
    .execute();
}

/** Deletes the row; what refers to it goes with it. */
export async function deleteAccountRow(db: Db, id: AccountId): Promise<void> {
  await db.deleteFrom("accounts").where("id", "=", id).execute();
}

/** Accounts that are to be deleted by then. */
export async function listLeaving(db: Db, now: number, limit: number): Promise<AccountId[]> {
  const rows = await db
    .selectFrom("accounts")
    .select("id")
    .where("deletion_at", "<=", now)
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Sets when an account will be deleted; null for one that stays. */
export async function updateDeletion(db: Db, id: AccountId, deletionAt: number | null): Promise<void> {
  await db.updateTable("accounts").set({ deletion_at: deletionAt }).where("id", "=", id).execute();
}

export async function findVerifier(db: Db, id: AccountId): Promise<VerifierRow | null> {
  const query = db.selectFrom("password_verifiers").selectAll().where("account_id", "=", id);
  return (await query.executeTakeFirst()) ?? null;
}

/**
 * The account's verifier, held until the transaction ends: of two that look at it this way the second waits for the
 * first to be through.
 */
export async function holdVerifier(transaction: Db, id: AccountId): Promise<VerifierRow | null> {
  const query = transaction
    .updateTable("password_verifiers")
    .set((eb) => ({ created_at: eb.ref("created_at") }))
    .where("account_id", "=", id)
    .returningAll();
  return (await query.executeTakeFirst()) ?? null;
}

/** Fails with a unique violation where the account has a password. */
export async function insertVerifier(db: Db, row: PasswordVerifiers): Promise<void> {
  await db.insertInto("password_verifiers").values(row).execute();
}

export async function putVerifier(db: Db, row: PasswordVerifiers): Promise<void> {
  const { account_id: _, ...rest } = row;
  await db
    .insertInto("password_verifiers")
    .values(row)
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(rest))
    .execute();
}

export async function insertPending(db: Db, row: PendingAccounts): Promise<void> {
  await db.insertInto("pending_accounts").values(row).execute();
}

export async function findPendingByToken(
  db: Db,
  tokenHash: Uint8Array,
  now: number,
): Promise<PendingRow | null> {
  const query = db
    .selectFrom("pending_accounts")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .where("expires_at", ">", now);
  return (await query.executeTakeFirst()) ?? null;
}

export async function deletePendingOf(db: Db, email: string): Promise<void> {
  await db.deleteFrom("pending_accounts").where("email", "=", email).execute();
}

/** Keeps the newest few registrations of an address, so that asking again and again fills nothing. */
export async function trimPendingOf(db: Db, email: string, keep: number): Promise<void> {
  const newest = db
    .selectFrom("pending_accounts")
    .select("id")
    .where("email", "=", email)
    .orderBy("created_at", "desc")
    .limit(keep);
  await db.deleteFrom("pending_accounts").where("email", "=", email).where("id", "not in", newest).execute();
}

export async function insertMailedToken(db: Db, row: MailedTokens): Promise<void> {
  await db.insertInto("mailed_tokens").values(row).execute();
}

/** Takes a link for good: of two at once, exactly one gets the row. */
export async function takeMailedToken(
  db: Db,
  purpose: MailedTokens["purpose"],
  tokenHash: Uint8Array,
  now: number,
): Promise<Selectable<MailedTokens> | null> {
  const query = db
    .deleteFrom("mailed_tokens")
    .where("token_hash", "=", tokenHash)
    .where("purpose", "=", purpose)
    .where("expires_at", ">", now)
    .returningAll();
  return (await query.executeTakeFirst()) ?? null;
}

export async function findMailedToken(
  db: Db,
  tokenHash: Uint8Array,
  now: number,
): Promise<Selectable<MailedTokens> | null> {
  const query = db
    .selectFrom("mailed_tokens")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .where("expires_at", ">", now);
  return (await query.executeTakeFirst()) ?? null;
}

export async function countMailedTokensOf(
  db: Db,
  accountId: AccountId,
  createdAfter: number,
): Promise<number> {
  const row = await db
    .selectFrom("mailed_tokens")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("created_at", ">", createdAfter)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function deleteMailedTokensOf(
  db: Db,
  accountId: AccountId,
  purpose: MailedTokens["purpose"],
): Promise<void> {
  await db
    .deleteFrom("mailed_tokens")
    .where("account_id", "=", accountId)
    .where("purpose", "=", purpose)
    .execute();
}

export async function deleteSetupTokens(db: Db): Promise<void> {
  await db.deleteFrom("mailed_tokens").where("purpose", "=", "setup").execute();
}

/** Removes registrations and links whose time is over. */
export async function deleteExpiredLinks(db: Db, now: number): Promise<void> {
  await db.deleteFrom("pending_accounts").where("expires_at", "<=", now).execute();
  await db.deleteFrom("mailed_tokens").where("expires_at", "<=", now).execute();
}
