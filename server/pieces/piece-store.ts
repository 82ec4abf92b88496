import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { Schema, SearchKeys } from "../database/schema.ts";

// The SQL of pieces of what is known of months' pictures. Triggers of the database delete their keys (see the
// migration), and each piece goes with its key.

type Db = Kysely<Schema>;

export type PieceKey = Selectable<SearchKeys>;

export async function listPieceKeys(
  db: Db,
  accountId: AccountId,
  epoch: number,
  months: readonly Uint8Array[] | "all",
): Promise<PieceKey[]> {
  if (months.length === 0) return [];
  const query = db
    .selectFrom("search_keys")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("epoch", "=", epoch);
  return await (months === "all" ? query : query.where("month_index", "in", months)).execute();
}

/** Those of the pieces that are still there. */
export async function listPieces(
  db: Db,
  keyIds: readonly string[],
): Promise<{ key_id: string; sealed_entries: Uint8Array }[]> {
  if (keyIds.length === 0) return [];
  return await db.selectFrom("search_pieces").selectAll().where("key_id", "in", keyIds).execute();
}

export async function insertPiece(db: Db, key: SearchKeys, sealedEntries: Uint8Array): Promise<void> {
  await db.insertInto("search_keys").values(key).execute();
  await db.insertInto("search_pieces").values({ key_id: key.id, sealed_entries: sealedEntries }).execute();
}

/** Gives how many there were. */
export async function deletePieces(db: Db, keyIds: readonly string[]): Promise<number> {
  if (keyIds.length === 0) return 0;
  const result = await db.deleteFrom("search_keys").where("id", "in", keyIds).executeTakeFirst();
  return Number(result.numDeletedRows);
}
