import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { Schema } from "../database/schema.ts";

// The SQL of vault keys that a leaked master key has opened.

type Db = Kysely<Schema>;

/** Marks every vault key that has an escrow slot now, until it is replaced. */
export async function markLeakedVaults(db: Db): Promise<void> {
  await db
    .updateTable("accounts")
    .set((eb) => ({ leaked_epoch: eb.ref("vault_epoch") }))
    .where("vault_mode", "=", "managed")
    .where("vault_epoch", ">", 0)
    .execute();
}

/** Marks one that was made meanwhile, by a server that did not know of the new version yet. */
export async function markLeakedVault(db: Db, accountId: AccountId, epoch: number): Promise<void> {
  await db
    .updateTable("accounts")
    .set({ leaked_epoch: epoch })
    .where("id", "=", accountId)
    .where("vault_mode", "=", "managed")
    .where("vault_epoch", "=", epoch)
    .where("leaked_epoch", "is", null)
    .execute();
}

/** Accounts with a mark, in the order of their ids. */
export async function listLeakedVaults(
  db: Db,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<AccountId[]> {
  const rows = await db
    .selectFrom("accounts")
    .select("id")
    .where("leaked_epoch", "is not", null)
    .where("id", ">", after as AccountId)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function countLeakedVaults(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom("accounts")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("leaked_epoch", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Whether any of them opens by that version of the master key: those whose slot is damaged stay under an earlier one. */
export async function isAnyLeakedUnder(db: Db, version: number): Promise<boolean> {
  const row = await db
    .selectFrom("accounts as a")
    .innerJoin("keyslots as k", "k.account_id", "a.id")
    .select("a.id")
    .where("a.leaked_epoch", "is not", null)
    .where("k.kind", "=", "escrow")
    .where("k.master_version", "=", version)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The epoch that is marked; null where none is. */
export async function findLeakedEpoch(db: Db, accountId: AccountId): Promise<number | null> {
  const row = await db
    .selectFrom("accounts")
    .select("leaked_epoch")
    .where("id", "=", accountId)
    .executeTakeFirst();
  return row?.leaked_epoch ?? null;
}

/** Takes the mark away, unless another epoch has been marked since. */
export async function clearLeakedEpoch(db: Db, accountId: AccountId, epoch: number): Promise<void> {
  await db
    .updateTable("accounts")
    .set({ leaked_epoch: null })
    .where("id", "=", accountId)
    .where("leaked_epoch", "=", epoch)
    .execute();
}
