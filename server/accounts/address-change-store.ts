import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { AddressChanges, Schema } from "../database/schema.ts";

// The SQL of addresses that are about to change.

type Db = Kysely<Schema>;

export type AddressChangeRow = Selectable<AddressChanges>;

/** Puts this change in the place of an earlier one, whose links end with it. */
export async function putAddressChange(db: Db, row: AddressChanges): Promise<void> {
  await db.deleteFrom("address_changes").where("account_id", "=", row.account_id).execute();
  await db.insertInto("address_changes").values(row).execute();
}

export async function findAddressChange(
  db: Db,
  accountId: AccountId,
  now: number,
): Promise<AddressChangeRow | null> {
  const query = db
    .selectFrom("address_changes")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("expires_at", ">", now);
  return (await query.executeTakeFirst()) ?? null;
}

/** Notes that the new address was confirmed, and gives the change; null when the link is none, or was used. */
export async function recordAddressConfirmed(
  db: Db,
  confirmHash: Uint8Array,
  now: number,
): Promise<AddressChangeRow | null> {
  const query = db
    .updateTable("address_changes")
    .set({ confirmed_at: now })
    .where("confirm_hash", "=", confirmHash)
    .where("confirmed_at", "is", null)
    .where("expires_at", ">", now)
    .returningAll();
  return (await query.executeTakeFirst()) ?? null;
}

/** Ends a change by the link that the old address has; null when the link is none. */
export async function takeAddressChange(
  db: Db,
  cancelHash: Uint8Array,
  now: number,
): Promise<AddressChangeRow | null> {
  const query = db
    .deleteFrom("address_changes")
    .where("cancel_hash", "=", cancelHash)
    .where("expires_at", ">", now)
    .returningAll();
  return (await query.executeTakeFirst()) ?? null;
}

/** False when there was none. */
export async function deleteAddressChange(db: Db, accountId: AccountId): Promise<boolean> {
  const result = await db
    .deleteFrom("address_changes")
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Confirmed changes whose time has come. */
export function listDueAddressChanges(db: Db, now: number, limit: number): Promise<AddressChangeRow[]> {
  return db
    .selectFrom("address_changes")
    .selectAll()
    .where("confirmed_at", "is not", null)
    .where("effective_at", "<=", now)
    .limit(limit)
    .execute();
}

export async function deleteExpiredAddressChanges(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom("address_changes")
    .where("confirmed_at", "is", null)
    .where("expires_at", "<=", now)
    .execute();
}
