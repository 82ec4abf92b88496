import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { KeyslotKind, Keyslots, Schema } from "../database/schema.ts";

// The SQL of keyslots, and of the vault's columns of an account.

type Db = Kysely<Schema>;

export type KeyslotRow = Selectable<Keyslots>;

/** A slot with everything that only some kinds need set to null. */
export function bareSlot(
  slot: Pick<Keyslots, "id" | "account_id" | "kind" | "epoch" | "sealed_key" | "created_at">,
): Keyslots {
  return {
    salt: null,
    hash_version: null,
    pepper_version: null,
    master_version: null,
    confirmed_at: null,
    ...slot,
  };
}

export async function insertKeyslot(db: Db, row: Keyslots): Promise<void> {
  await db.insertInto("keyslots").values(row).execute();
}

export function listKeyslots(db: Db, accountId: AccountId, kind: KeyslotKind): Promise<KeyslotRow[]> {
  return db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("kind", "=", kind)
    .orderBy("created_at", "desc")
    .limit(50)
    .execute();
}

export async function findKeyslot(db: Db, id: string): Promise<KeyslotRow | null> {
  return (await db.selectFrom("keyslots").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function deleteKeyslots(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom("keyslots").where("id", "in", ids).execute();
}

export async function deleteKeyslotsOfKinds(
  db: Db,
  accountId: AccountId,
  kinds: readonly KeyslotKind[],
): Promise<void> {
  await db.deleteFrom("keyslots").where("account_id", "=", accountId).where("kind", "in", kinds).execute();
}

/** What sealing an escrow slot anew changes in it. */
export interface EscrowSealing {
  readonly salt: Uint8Array;
  readonly sealed_key: Uint8Array;
  readonly master_version: number;
}

export type EscrowRow = KeyslotRow & {
  /** Of the account: its present epoch, and the fingerprint of that epoch's key. */
  readonly vault_epoch: number;
  readonly vault_fingerprint: Uint8Array | null;
};

/** Escrow slots in the order of their ids, with what checks the key inside; `below` a version of the master key. */
export function listEscrowSlots(
  db: Db,
  { after, limit, below }: { readonly after: string; readonly limit: number; readonly below?: number },
): Promise<EscrowRow[]> {
  return db
    .selectFrom("keyslots as k")
    .innerJoin("accounts as a", "a.id", "k.account_id")
    .selectAll("k")
    .select(["a.vault_epoch", "a.vault_fingerprint"])
    .where("k.kind", "=", "escrow")
    .where("k.id", ">", after)
    .$if(below !== undefined, (query) => query.where("k.master_version", "<", below ?? 0))
    .orderBy("k.id")
    .limit(limit)
    .execute();
}

/** Seals a slot anew; false when it was sealed or deleted by another meanwhile. */
export async function resealKeyslot(
  db: Db,
  slot: Pick<KeyslotRow, "id" | "master_version">,
  sealed: EscrowSealing,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("keyslots")
    .set(sealed)
    .where("id", "=", slot.id)
    .where("master_version", "=", slot.master_version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** How many escrow slots lie under each version of the master key. */
export function countEscrowSlots(db: Db): Promise<{ version: number; count: number }[]> {
  return db
    .selectFrom("keyslots")
    .select((eb) => ["master_version as version", eb.fn.countAll<number>().as("count")])
    .where("kind", "=", "escrow")
    .where("master_version", "is not", null)
    .groupBy("master_version")
    .$narrowType<{ version: number }>()
    .execute();
}

/** The vault's columns of an account. */
export async function findVault(db: Db, accountId: AccountId) {
  const row = await db
    .selectFrom("accounts")
    .select([
      "vault_mode",
      "vault_epoch",
      "vault_fingerprint",
      "index_key_epoch",
      "sealed_index_key",
      "kit_confirmed_at",
    ])
    .where("id", "=", accountId)
    .executeTakeFirst();
  return row ?? null;
}

/** Writes a first vault; false when the account has one already. */
export async function recordFirstVault(
  db: Db,
  accountId: AccountId,
  vault: { fingerprint: Uint8Array; sealedIndexKey: Uint8Array },
): Promise<boolean> {
  const result = await db
    .updateTable("accounts")
    .set({
      vault_epoch: 1,
      vault_fingerprint: vault.fingerprint,
      index_key_epoch: 1,
      sealed_index_key: vault.sealedIndexKey,
    })
    .where("id", "=", accountId)
    .where("vault_epoch", "=", 0)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** False when the slot is gone. */
export async function confirmKeyslot(db: Db, id: string, now: number): Promise<boolean> {
  const query = db.updateTable("keyslots").set({ confirmed_at: now }).where("id", "=", id);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

export async function recordKitConfirmed(db: Db, accountId: AccountId, now: number): Promise<void> {
  await db.updateTable("accounts").set({ kit_confirmed_at: now }).where("id", "=", accountId).execute();
}
