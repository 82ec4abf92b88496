import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import type { Bridges, Schema, StartAgains } from "../database/schema.ts";

// The SQL of replacing a vault key: the epoch of an account, its bridge, and vaults that start again.

type Db = Kysely<Schema>;

export interface NewEpoch {
  readonly epoch: number;
  readonly mode: VaultMode;
  readonly fingerprint: Uint8Array;
  readonly sealedIndexKey: Uint8Array;
  readonly resealBefore: number | null;
  /** Null where the vault has no recovery code any more. */
  readonly kitConfirmedAt: number | null;
}

/** Moves an account to its next epoch; false when another rotation was faster. */
export async function updateEpoch(db: Db, accountId: AccountId, next: NewEpoch): Promise<boolean> {
  const result = await db
    .updateTable("accounts")
    .set({
      vault_epoch: next.epoch,
      vault_mode: next.mode,
      vault_fingerprint: next.fingerprint,
      index_key_epoch: next.epoch,
      sealed_index_key: next.sealedIndexKey,
      kit_confirmed_at: next.kitConfirmedAt,
      kit_rehearsed_at: next.kitConfirmedAt,
      ...(next.resealBefore === null ? {} : { reseal_before: next.resealBefore }),
    })
    .where("id", "=", accountId)
    .where("vault_epoch", "=", next.epoch - 1)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Holds an account's row until the transaction ends, and gives what its vault is now; null when it is gone. */
export async function holdVault(
  db: Db,
  accountId: AccountId,
): Promise<{ vault_epoch: number; disabled_at: number | null } | null> {
  const row = await db
    .updateTable("accounts")
    .set((eb) => ({ vault_epoch: eb.ref("vault_epoch") }))
    .where("id", "=", accountId)
    .returning(["vault_epoch", "disabled_at"])
    .executeTakeFirst();
  return row ?? null;
}

export async function updateMode(db: Db, accountId: AccountId, mode: VaultMode): Promise<void> {
  await db.updateTable("accounts").set({ vault_mode: mode }).where("id", "=", accountId).execute();
}

export async function deleteAllKeyslots(db: Db, accountId: AccountId): Promise<void> {
  await db.deleteFrom("keyslots").where("account_id", "=", accountId).execute();
}

export async function insertBridge(db: Db, row: Bridges): Promise<void> {
  await db.insertInto("bridges").values(row).execute();
}

export async function findBridge(db: Db, accountId: AccountId): Promise<Selectable<Bridges> | null> {
  const query = db.selectFrom("bridges").selectAll().where("account_id", "=", accountId);
  return (await query.executeTakeFirst()) ?? null;
}

export async function deleteBridge(db: Db, accountId: AccountId, epoch: number): Promise<void> {
  await db.deleteFrom("bridges").where("account_id", "=", accountId).where("epoch", "=", epoch).execute();
}

/** Every key of the former epoch was tried, and so many do not open: the bridge stays for them until the next rotation. */
export async function settleBridge(
  db: Db,
  accountId: AccountId,
  epoch: number,
  damagedKeys: number,
): Promise<void> {
  await db
    .updateTable("bridges")
    .set({ damaged_keys: damagedKeys })
    .where("account_id", "=", accountId)
    .where("epoch", "=", epoch)
    .execute();
}

export async function findResealing(
  db: Db,
  accountId: AccountId,
): Promise<{
  reseal_before: number | null;
  kit_confirmed_at: number | null;
  kit_rehearsed_at: number | null;
}> {
  return await db
    .selectFrom("accounts")
    .select(["reseal_before", "kit_confirmed_at", "kit_rehearsed_at"])
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
}

export async function recordResealed(db: Db, accountId: AccountId, before: number): Promise<void> {
  await db
    .updateTable("accounts")
    .set({ reseal_before: null })
    .where("id", "=", accountId)
    .where("reseal_before", "=", before)
    .execute();
}

export async function recordRehearsal(db: Db, accountId: AccountId, now: number): Promise<void> {
  await db.updateTable("accounts").set({ kit_rehearsed_at: now }).where("id", "=", accountId).execute();
}

export async function findStartAgain(db: Db, accountId: AccountId): Promise<Selectable<StartAgains> | null> {
  const query = db.selectFrom("start_agains").selectAll().where("account_id", "=", accountId);
  return (await query.executeTakeFirst()) ?? null;
}

export async function insertStartAgain(db: Db, row: StartAgains): Promise<void> {
  await db
    .insertInto("start_agains")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteStartAgain(db: Db, accountId: AccountId): Promise<boolean> {
  const result = await db.deleteFrom("start_agains").where("account_id", "=", accountId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Cancels by the mailed token; false when nothing waits under it. */
export async function deleteStartAgainByToken(db: Db, tokenHash: Uint8Array): Promise<AccountId | null> {
  const row = await db
    .deleteFrom("start_agains")
    .where("token_hash", "=", tokenHash)
    .returning("account_id")
    .executeTakeFirst();
  return row?.account_id ?? null;
}

export function listStartAgains(db: Db, askedBefore: number): Promise<Selectable<StartAgains>[]> {
  return db
    .selectFrom("start_agains")
    .selectAll()
    .where("asked_at", "<=", askedBefore)
    .orderBy("asked_at")
    .limit(100)
    .execute();
}

export async function recordReminded(
  db: Db,
  accountId: AccountId,
  tokenHash: Uint8Array,
  now: number,
): Promise<void> {
  await db
    .updateTable("start_agains")
    .set({ reminded_at: now, token_hash: tokenHash })
    .where("account_id", "=", accountId)
    .execute();
}

/** Whether one of the account's sessions has the vault of that epoch open. */
export async function isOpenInSomeSession(db: Db, accountId: AccountId, epoch: number): Promise<boolean> {
  const slot = await db
    .selectFrom("keyslots")
    .select("id")
    .where("account_id", "=", accountId)
    .where("kind", "=", "session")
    .where("epoch", "=", epoch)
    .limit(1)
    .executeTakeFirst();
  return slot !== undefined;
}

/** The account without a vault: the next sign-in makes a new one. */
export async function eraseVault(db: Db, accountId: AccountId): Promise<void> {
  await deleteAllKeyslots(db, accountId);
  await db.deleteFrom("bridges").where("account_id", "=", accountId).execute();
  await db
    .updateTable("accounts")
    .set({
      vault_epoch: 0,
      vault_fingerprint: null,
      index_key_epoch: 0,
      sealed_index_key: null,
      kit_confirmed_at: null,
      kit_rehearsed_at: null,
      reseal_before: null,
      leaked_epoch: null,
    })
    .where("id", "=", accountId)
    .execute();
}
