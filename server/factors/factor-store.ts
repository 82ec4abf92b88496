import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { BackupCodes, Schema, TotpSecrets } from "../database/schema.ts";

// The SQL of authenticators and backup codes.

type Db = Kysely<Schema>;

export type TotpRow = Selectable<TotpSecrets>;

export async function insertTotp(db: Db, row: TotpSecrets): Promise<void> {
  await db.insertInto("totp_secrets").values(row).execute();
}

/** The authenticator that counts. */
export async function findTotp(db: Db, accountId: AccountId): Promise<TotpRow | null> {
  const query = db
    .selectFrom("totp_secrets")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is not", null);
  return (await query.executeTakeFirst()) ?? null;
}

/** The authenticator that waits for its first code, if it was begun after then. */
export async function findPendingTotp(
  db: Db,
  accountId: AccountId,
  begunAfter: number,
): Promise<TotpRow | null> {
  const query = db
    .selectFrom("totp_secrets")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is", null)
    .where("created_at", ">", begunAfter);
  return (await query.executeTakeFirst()) ?? null;
}

/** Makes it count; false when somebody else did so a moment ago. */
export async function recordTotpConfirmed(db: Db, id: string, step: number, now: number): Promise<boolean> {
  const result = await db
    .updateTable("totp_secrets")
    .set({ confirmed_at: now, last_step: step })
    .where("id", "=", id)
    .where("confirmed_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Spends the codes up to that step; false when they were spent before. Of two at once exactly one gets true.
 * @param latest no step after this one can have been spent, unless the clock was wrong: then it does not count
 */
export async function recordTotpStep(db: Db, id: string, step: number, latest: number): Promise<boolean> {
  const result = await db
    .updateTable("totp_secrets")
    .set({ last_step: step })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("last_step", "<", step), eb("last_step", ">", latest)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Deletes authenticators: those that wait, or all but one. */
export async function deletePendingTotps(db: Db, accountId: AccountId): Promise<void> {
  await db
    .deleteFrom("totp_secrets")
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is", null)
    .execute();
}

export async function deleteTotps(db: Db, accountId: AccountId, except: string | null): Promise<void> {
  await db
    .deleteFrom("totp_secrets")
    .where("account_id", "=", accountId)
    .$if(except !== null, (query) => query.where("id", "!=", except ?? ""))
    .execute();
}

export async function deleteStalePendingTotps(db: Db, begunBefore: number): Promise<void> {
  await db
    .deleteFrom("totp_secrets")
    .where("confirmed_at", "is", null)
    .where("created_at", "<=", begunBefore)
    .execute();
}

/** Puts these hashes in the place of all that an account had. */
export async function putBackupCodes(
  db: Db,
  accountId: AccountId,
  hashes: readonly Uint8Array[],
  now: number,
): Promise<void> {
  await db.deleteFrom("backup_codes").where("account_id", "=", accountId).execute();
  const rows = hashes.map(
    (hash): BackupCodes => ({ account_id: accountId, code_hash: hash, created_at: now }),
  );
  if (rows.length > 0) await db.insertInto("backup_codes").values(rows).execute();
}

/** Uses a backup code up; false when it is none. Of two at once exactly one gets true. */
export async function takeBackupCode(db: Db, accountId: AccountId, hash: Uint8Array): Promise<boolean> {
  const result = await db
    .deleteFrom("backup_codes")
    .where("account_id", "=", accountId)
    .where("code_hash", "=", hash)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function countBackupCodes(db: Db, accountId: AccountId): Promise<number> {
  const row = await db
    .selectFrom("backup_codes")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .executeTakeFirstOrThrow();
  return row.count;
}
