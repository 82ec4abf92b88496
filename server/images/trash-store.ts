import type { Kysely } from "kysely";
import type { AccountId, ImageId } from "#contract/ids.ts";
import type { Schema } from "../database/schema.ts";
import type { ImageRow } from "./image-store.ts";

// The SQL of the trash: what lies in it, and the rows that go when something is destroyed.

type Db = Kysely<Schema>;

/** A place in the trash: listed before it are later ones. */
export interface TrashPlace {
  readonly trashedAt: number;
  readonly id: ImageId;
}

/** What is destroyed without being opened. */
export interface TrashedImage {
  readonly id: ImageId;
  readonly account_id: AccountId;
  readonly blob_set: string;
  readonly original_bytes: number;
}

/** Latest first, from the place on. */
export function listTrashRows(
  db: Db,
  accountId: AccountId,
  after: TrashPlace | null,
  limit: number,
): Promise<ImageRow[]> {
  let query = db
    .selectFrom("images")
    .leftJoin("sealed_keys", (join) =>
      join.onRef("sealed_keys.image_id", "=", "images.id").on("sealed_keys.holder", "=", "vault"),
    )
    .leftJoin("bridges", "bridges.account_id", "images.account_id")
    .selectAll("images")
    .select(["sealed_keys.sealed_key", "sealed_keys.epoch as key_epoch", "bridges.sealed_key as bridge_key"])
    .where("images.account_id", "=", accountId)
    .where("images.trashed_at", "is not", null);
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([
        eb("images.trashed_at", "<", after.trashedAt),
        eb.and([eb("images.trashed_at", "=", after.trashedAt), eb("images.id", ">", after.id)]),
      ]),
    );
  }
  return query.orderBy("images.trashed_at", "desc").orderBy("images.id").limit(limit).execute();
}

const trashed = (db: Db) =>
  db
    .selectFrom("images")
    .select(["id", "account_id", "blob_set", "original_bytes"])
    .where("trashed_at", "is not", null);

export async function findTrashed(db: Db, id: ImageId): Promise<TrashedImage | null> {
  return (await trashed(db).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Some of what one account put there until then. */
export function listTrashedOf(
  db: Db,
  accountId: AccountId,
  until: number,
  limit: number,
): Promise<TrashedImage[]> {
  return trashed(db)
    .where("account_id", "=", accountId)
    .where("trashed_at", "<=", until)
    .limit(limit)
    .execute();
}

/** Some of what anyone put there until then. */
export function listTrashedUntil(db: Db, until: number, limit: number): Promise<TrashedImage[]> {
  // Account by account, since that is how the trash is indexed.
  return trashed(db)
    .where("account_id", "in", db.selectFrom("accounts").select("accounts.id"))
    .where("trashed_at", "<=", until)
    .limit(limit)
    .execute();
}

/**
 * Deletes an image's keys and its row with the content index, and dooms its bytes. False when it is no longer
 * in the trash: then nothing was deleted.
 */
export async function deleteTrashed(db: Db, image: TrashedImage, now: number): Promise<boolean> {
  // Holds the row, so that a restore of the same moment comes before or after.
  const held = await db
    .updateTable("images")
    .set((eb) => ({ trashed_at: eb.ref("trashed_at") }))
    .where("id", "=", image.id)
    .where("trashed_at", "is not", null)
    .executeTakeFirst();
  if (held.numUpdatedRows !== 1n) return false;
  await db.deleteFrom("sealed_keys").where("image_id", "=", image.id).execute();
  await db.deleteFrom("images").where("id", "=", image.id).execute();
  await db.insertInto("doomed_blobs").values({ blob_set: image.blob_set, created_at: now }).execute();
  return true;
}
