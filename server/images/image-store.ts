import type { Kysely, Selectable } from "kysely";
import type { AccountId, ImageId } from "#contract/ids.ts";
import type { Dialect } from "../database/dialect.ts";
import type { Images, Schema, SealedKeys } from "../database/schema.ts";

// The SQL of images and of their sealed data keys, which are read together: one query a page.

type Db = Kysely<Schema>;

/** An image with its data key as the vault sealed it; both are null when that row is lost. */
export interface ImageRow extends Selectable<Images> {
  readonly sealed_key: Uint8Array | null;
  readonly key_epoch: number | null;
  /** While the vault key is being replaced: the former one, sealed under the present one. */
  readonly bridge_key: Uint8Array | null;
}

/** What opening and showing an image takes. */
const SHOWN = [
  "images.id",
  "images.account_id",
  "images.blob_set",
  "images.month_index",
  "images.sealed_details",
  "images.edit",
  "images.uploaded_at",
  "images.trashed_at",
] as const;

/** An image as lists need it. */
export type ShownRow = Pick<
  ImageRow,
  | "id"
  | "account_id"
  | "blob_set"
  | "month_index"
  | "sealed_details"
  | "edit"
  | "uploaded_at"
  | "trashed_at"
  | "sealed_key"
  | "key_epoch"
  | "bridge_key"
>;

export interface NewImage {
  readonly image: Images;
  readonly key: Omit<SealedKeys, "image_id" | "account_id" | "holder">;
}

/** What an edit changes. */
export type EditedImage = Pick<Images, "sealed_details" | "month_index">;

const VAULT = "vault";

function keysBeside(db: Db) {
  return db
    .selectFrom("images")
    .leftJoin("sealed_keys", (join) =>
      join.onRef("sealed_keys.image_id", "=", "images.id").on("sealed_keys.holder", "=", VAULT),
    )
    .leftJoin("bridges", "bridges.account_id", "images.account_id")
    .select(["sealed_keys.sealed_key", "sealed_keys.epoch as key_epoch", "bridges.sealed_key as bridge_key"]);
}

function withKeys(db: Db) {
  return keysBeside(db).selectAll("images");
}

export async function findImage(db: Db, id: ImageId): Promise<ImageRow | null> {
  return (await withKeys(db).where("images.id", "=", id).executeTakeFirst()) ?? null;
}

export async function findImageByContent(
  db: Db,
  accountId: AccountId,
  contentIndex: Uint8Array,
): Promise<ImageRow | null> {
  const query = withKeys(db)
    .where("images.account_id", "=", accountId)
    .where("images.content_index", "=", contentIndex);
  return (await query.executeTakeFirst()) ?? null;
}

/** Those of the ids that are the account's, the trash included, in no particular order. */
export async function listImagesAnywhere(
  db: Db,
  accountId: AccountId,
  ids: readonly ImageId[],
): Promise<ImageRow[]> {
  if (ids.length === 0) return [];
  // By ids alone: told of the owner as well, SQLite reads all that the account has.
  const rows = await withKeys(db).where("images.id", "in", ids).execute();
  return rows.filter((row) => row.account_id === accountId);
}

/** Those of the ids that are the account's and not in the trash, in no particular order. */
export async function listImagesByIds(
  db: Db,
  accountId: AccountId,
  ids: readonly ImageId[],
): Promise<ShownRow[]> {
  if (ids.length === 0) return [];
  // By ids alone, as above.
  const rows = await keysBeside(db).select(SHOWN).where("images.id", "in", ids).execute();
  return rows.filter((row) => row.account_id === accountId && row.trashed_at === null);
}

/** Holds rows until the transaction ends. */
export async function holdImageRows(
  db: Db,
  ids: readonly ImageId[],
): Promise<Pick<Images, "id" | "account_id" | "trashed_at" | "blob_set">[]> {
  if (ids.length === 0) return [];
  return db
    .updateTable("images")
    .set((eb) => ({ edit: eb.ref("edit") }))
    .where("id", "in", ids)
    .returning(["id", "account_id", "trashed_at", "blob_set"])
    .execute();
}

/**
 * The edits of those that are not in the trash, held against changes until the transaction ends. One that somebody is
 * changing at this moment is left out rather than waited for: whoever waits while holding others can be waited for.
 */
export function listHeldEdits(
  db: Db,
  dialect: Dialect,
  ids: readonly ImageId[],
): Promise<Pick<Images, "id" | "edit">[]> {
  const query = db
    .selectFrom("images")
    .select(["id", "edit"])
    .where("id", "in", ids)
    .where("trashed_at", "is", null);
  // SQLite has one writer, and that is this transaction.
  return (dialect === "sqlite" ? query : query.forShare().skipLocked()).execute();
}

/** Some of an account's images, the trash included, by their ids from after that one on. */
export function listImagesAfter(
  db: Db,
  accountId: AccountId,
  after: ImageId,
  limit: number,
): Promise<ImageRow[]> {
  return withKeys(db)
    .where("images.account_id", "=", accountId)
    .where("images.id", ">", after)
    .orderBy("images.id")
    .limit(limit)
    .execute();
}

/** How many images an account has, the trash included, and the bytes of their originals. */
export async function countImagesOf(
  db: Db,
  accountId: AccountId,
): Promise<{ images: number; sizeBytes: number }> {
  const row = await db
    .selectFrom("images")
    .select((eb) => [
      eb.fn.countAll<number>().as("images"),
      eb.fn.coalesce(eb.fn.sum<number>("original_bytes"), eb.lit(0)).as("bytes"),
    ])
    .where("account_id", "=", accountId)
    .executeTakeFirstOrThrow();
  return { images: row.images, sizeBytes: Number(row.bytes) };
}

/** How many images lie under each month index, or each of these, the trash left out. */
export async function countByMonth(
  db: Db,
  accountId: AccountId,
  months: readonly Uint8Array[] | "all" = "all",
): Promise<{ month_index: Uint8Array; count: number }[]> {
  const query = db
    .selectFrom("images")
    .select(["month_index", (eb) => eb.fn.countAll<number>().as("count")])
    .where("account_id", "=", accountId)
    .where("trashed_at", "is", null)
    .groupBy("month_index");
  return await (months === "all" ? query : query.where("month_index", "in", months)).execute();
}

/** Ids of what lies under any of the month indexes, the trash left out. */
export async function listMonthIds(
  db: Db,
  accountId: AccountId,
  monthIndexes: readonly Uint8Array[],
): Promise<{ id: ImageId; month_index: Uint8Array }[]> {
  if (monthIndexes.length === 0) return [];
  return db
    .selectFrom("images")
    .select(["id", "month_index"])
    .where("account_id", "=", accountId)
    .where("trashed_at", "is", null)
    .where("month_index", "in", monthIndexes)
    .execute();
}

export async function insertImage(db: Db, { image, key }: NewImage): Promise<void> {
  await db.insertInto("images").values(image).execute();
  const { id: image_id, account_id } = image;
  await db
    .insertInto("sealed_keys")
    .values({ ...key, image_id, account_id, holder: VAULT })
    .execute();
}

/** False when somebody else edited the image since `edit` was read. */
export async function updateEditedImage(
  db: Db,
  id: ImageId,
  edit: number,
  edited: EditedImage,
): Promise<boolean> {
  const result = await db
    .updateTable("images")
    .set({ ...edited, edit: edit + 1 })
    .where("id", "=", id)
    .where("edit", "=", edit)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Gives those that were not in the trash already, nor gone. */
export async function updateAsTrashed(db: Db, ids: readonly ImageId[], now: number): Promise<ImageId[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .updateTable("images")
    .set({ trashed_at: now })
    .where("id", "in", ids)
    .where("trashed_at", "is", null)
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}

/** Gives those that were in the trash. */
export async function updateAsRestored(db: Db, ids: readonly ImageId[]): Promise<ImageId[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .updateTable("images")
    .set({ trashed_at: null })
    .where("id", "in", ids)
    .where("trashed_at", "is not", null)
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}

/** Deletes images for good: every sealed copy of their data keys, then the rows with their content indexes. */
export async function deleteImageRows(db: Db, ids: readonly ImageId[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom("sealed_keys").where("image_id", "in", ids).execute();
  await db.deleteFrom("images").where("id", "in", ids).execute();
}
