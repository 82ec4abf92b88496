import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { ApiTokens, Schema } from "../database/schema.ts";

// The SQL of API tokens. A row ends with its keyslot, which is deleted in its stead.

type Db = Kysely<Schema>;

export type TokenRow = Selectable<ApiTokens>;

export async function insertApiToken(db: Db, row: ApiTokens): Promise<void> {
  await db.insertInto("api_tokens").values(row).execute();
}

/** Newest first. */
export function listApiTokens(db: Db, accountId: AccountId, now: number): Promise<TokenRow[]> {
  return db
    .selectFrom("api_tokens")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(200)
    .execute();
}

export async function findApiTokenOf(db: Db, accountId: AccountId, id: string): Promise<TokenRow | null> {
  const query = db
    .selectFrom("api_tokens")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("id", "=", id);
  return (await query.executeTakeFirst()) ?? null;
}

/** A living token with its account and slot, in one query. */
export async function findTokenBearer(db: Db, tokenHash: Uint8Array, now: number) {
  const row = await db
    .selectFrom("api_tokens as t")
    .innerJoin("accounts as a", "a.id", "t.account_id")
    .innerJoin("keyslots as k", "k.id", "t.keyslot_id")
    .where("t.token_hash", "=", tokenHash)
    .where("t.expires_at", ">", now)
    .where("a.disabled_at", "is", null)
    .select([
      "t.id",
      "t.account_id",
      "t.scopes",
      "t.expires_at",
      "t.used_at",
      "a.vault_mode",
      "a.vault_epoch",
      "a.kit_confirmed_at",
      "a.index_key_epoch",
      "a.sealed_index_key",
      "k.id as slot_id",
      "k.epoch as slot_epoch",
      "k.sealed_key as slot_sealed_key",
    ])
    .executeTakeFirst();
  return row ?? null;
}

export async function recordApiTokenUse(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable("api_tokens").set({ used_at: now }).where("id", "=", id).execute();
}

export async function listExpiredApiTokens(db: Db, now: number, limit: number): Promise<TokenRow[]> {
  return db.selectFrom("api_tokens").selectAll().where("expires_at", "<=", now).limit(limit).execute();
}
