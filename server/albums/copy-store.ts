import type { Kysely } from "kysely";
import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import type { Schema, SealedKeys } from "../database/schema.ts";

// The SQL of albums' copies of data keys, which are what says that an image is in an album.

type Db = Kysely<Schema>;

export type Copy = SealedKeys;

const VAULT = "vault";

/** The images that an album shows, the trash left out, in no particular order. */
export async function listShownImageIds(db: Db, accountId: AccountId, id: AlbumId): Promise<ImageId[]> {
  const rows = await db
    .selectFrom("sealed_keys")
    .innerJoin("images", "images.id", "sealed_keys.image_id")
    .select("sealed_keys.image_id")
    .where("sealed_keys.account_id", "=", accountId)
    .where("sealed_keys.holder", "=", id)
    .where("images.trashed_at", "is", null)
    .execute();
  return rows.map((row) => row.image_id);
}

export async function listCopiesAmong(db: Db, id: AlbumId, imageIds: readonly ImageId[]): Promise<Copy[]> {
  if (imageIds.length === 0) return [];
  return db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("image_id", "in", imageIds)
    .where("holder", "=", id)
    .execute();
}

/** Some of an album's copies, the trash included, by the ids of their images from after that one on. */
export function listCopiesIn(
  db: Db,
  accountId: AccountId,
  id: AlbumId,
  after: ImageId,
  limit: number,
): Promise<Copy[]> {
  return db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("holder", "=", id)
    .where("image_id", ">", after)
    .orderBy("image_id")
    .limit(limit)
    .execute();
}

/** Every album's copy of one image's key. */
export function listCopiesOf(db: Db, imageId: ImageId): Promise<Copy[]> {
  return db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("image_id", "=", imageId)
    .where("holder", "!=", VAULT)
    .execute();
}

/** How many images an album holds, the trash included. */
export async function countCopies(db: Db, accountId: AccountId, id: AlbumId): Promise<number> {
  const row = await db
    .selectFrom("sealed_keys")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("holder", "=", id)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** A copy that is there already is replaced. */
export async function putCopies(db: Db, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return;
  await db
    .insertInto("sealed_keys")
    .values([...copies])
    .onConflict((conflict) =>
      conflict.columns(["image_id", "holder"]).doUpdateSet((eb) => ({
        epoch: eb.ref("excluded.epoch"),
        sealed_key: eb.ref("excluded.sealed_key"),
      })),
    )
    .execute();
}

/** Gives the images whose copies went. */
export async function deleteCopies(db: Db, id: AlbumId, imageIds: readonly ImageId[]): Promise<ImageId[]> {
  if (imageIds.length === 0) return [];
  const rows = await db
    .deleteFrom("sealed_keys")
    .where("image_id", "in", imageIds)
    .where("holder", "=", id)
    .returning("image_id")
    .execute();
  return rows.map((row) => row.image_id);
}

export async function deleteAllCopies(db: Db, accountId: AccountId, id: AlbumId): Promise<void> {
  await db.deleteFrom("sealed_keys").where("account_id", "=", accountId).where("holder", "=", id).execute();
}
