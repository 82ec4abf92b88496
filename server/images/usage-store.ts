import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { Schema } from "../database/schema.ts";

// The SQL of how much an account keeps: two columns of its row, and nothing else of it is changed here.

type Db = Kysely<Schema>;

export interface Usage {
  readonly used_bytes: number;
  readonly quota_bytes: number | null;
  readonly disabled_at: number | null;
  readonly vault_epoch: number;
}

export async function findUsage(db: Db, accountId: AccountId): Promise<Usage | null> {
  const query = db
    .selectFrom("accounts")
    .select(["used_bytes", "quota_bytes", "disabled_at", "vault_epoch"])
    .where("id", "=", accountId);
  return (await query.executeTakeFirst()) ?? null;
}

/**
 * Counts bytes in, in one statement that holds the account's row. False, and nothing counted, unless the account
 * is there, is enabled, has that vault epoch and has room; `defaultQuota` is for accounts without one of their own.
 */
export async function addUsage(
  db: Db,
  accountId: AccountId,
  epoch: number,
  bytes: number,
  defaultQuota: number | null,
): Promise<boolean> {
  const result = await db
    .updateTable("accounts")
    .set((eb) => ({ used_bytes: eb("used_bytes", "+", bytes) }))
    .where("id", "=", accountId)
    .where("disabled_at", "is", null)
    .where("vault_epoch", "=", epoch)
    .where((eb) => {
      const used = eb("used_bytes", "+", bytes);
      const withinOwn = eb(used, "<=", eb.ref("quota_bytes"));
      const without = eb("quota_bytes", "is", null);
      return eb.or([
        withinOwn,
        defaultQuota === null ? without : eb.and([without, eb(used, "<=", defaultQuota)]),
      ]);
    })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function subtractUsage(db: Db, accountId: AccountId, bytes: number): Promise<void> {
  await db
    .updateTable("accounts")
    .set((eb) => ({ used_bytes: eb("used_bytes", "-", bytes) }))
    .where("id", "=", accountId)
    .execute();
}
