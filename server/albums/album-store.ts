import type { Kysely } from "kysely";
import type { AccountId, AlbumId } from "#contract/ids.ts";
import type { Albums, Schema } from "../database/schema.ts";

// The SQL of albums: their keys and their details, never which images they hold.

type Db = Kysely<Schema>;

export interface AlbumRow extends Albums {
  /** While the vault key is being replaced: the former one, sealed under the present one. */
  readonly bridge_key: Uint8Array | null;
}

/** A place in the list: before it are those made later. */
export interface AlbumPlace {
  readonly createdAt: number;
  readonly id: AlbumId;
}

function withBridge(db: Db) {
  return db
    .selectFrom("albums")
    .leftJoin("bridges", "bridges.account_id", "albums.account_id")
    .selectAll("albums")
    .select("bridges.sealed_key as bridge_key");
}

export async function findAlbum(db: Db, id: AlbumId): Promise<AlbumRow | null> {
  return (await withBridge(db).where("albums.id", "=", id).executeTakeFirst()) ?? null;
}

/** Latest first, from the place on, without the one named. */
export function listAlbumRows(
  db: Db,
  accountId: AccountId,
  without: AlbumId,
  after: AlbumPlace | null,
  limit: number,
): Promise<AlbumRow[]> {
  let query = withBridge(db).where("albums.account_id", "=", accountId).where("albums.id", "!=", without);
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([
        eb("albums.created_at", "<", after.createdAt),
        eb.and([eb("albums.created_at", "=", after.createdAt), eb("albums.id", ">", after.id)]),
      ]),
    );
  }
  return query.orderBy("albums.created_at", "desc").orderBy("albums.id").limit(limit).execute();
}

export async function countAlbumsOf(db: Db, accountId: AccountId): Promise<number> {
  const row = await db
    .selectFrom("albums")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** An album that is there already stays as it is. */
export async function insertAlbum(db: Db, row: Albums): Promise<void> {
  await db
    .insertInto("albums")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** False when somebody else edited the album since `edit` was read, or it is gone. */
export async function updateAlbumDetails(
  db: Db,
  id: AlbumId,
  edit: number,
  sealedDetails: Uint8Array,
): Promise<boolean> {
  const result = await db
    .updateTable("albums")
    .set({ sealed_details: sealedDetails, edit: edit + 1 })
    .where("id", "=", id)
    .where("edit", "=", edit)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function deleteAlbumRow(db: Db, id: AlbumId): Promise<boolean> {
  const result = await db.deleteFrom("albums").where("id", "=", id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function deleteAlbumRowsOf(db: Db, accountId: AccountId): Promise<void> {
  await db.deleteFrom("albums").where("account_id", "=", accountId).execute();
}

export function listAlbumKeysOfEpoch(
  db: Db,
  accountId: AccountId,
  epoch: number,
): Promise<Pick<Albums, "id" | "sealed_key">[]> {
  return db
    .selectFrom("albums")
    .select(["id", "sealed_key"])
    .where("account_id", "=", accountId)
    .where("epoch", "=", epoch)
    .execute();
}

export async function countAlbumKeysOfEpoch(db: Db, accountId: AccountId, epoch: number): Promise<number> {
  const row = await db
    .selectFrom("albums")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("epoch", "=", epoch)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function updateAlbumKey(
  db: Db,
  id: AlbumId,
  from: number,
  to: { epoch: number; sealedKey: Uint8Array },
): Promise<void> {
  await db
    .updateTable("albums")
    .set({ epoch: to.epoch, sealed_key: to.sealedKey })
    .where("id", "=", id)
    .where("epoch", "=", from)
    .execute();
}
