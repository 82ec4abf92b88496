import type { Kysely } from "kysely";
import type { AccountId, ImageId } from "#contract/ids.ts";
import type { Images, Schema } from "../database/schema.ts";

// The SQL of re-sealing: data keys that lie under a former vault key, and images that wait for new bytes.

type Db = Kysely<Schema>;

const VAULT = "vault";

/** In the order of their images; `after` is the last one of the batch before. */
export function listDataKeysOfEpoch(
  db: Db,
  accountId: AccountId,
  epoch: number,
  { after, limit }: { after: ImageId | null; limit: number },
): Promise<{ image_id: ImageId; sealed_key: Uint8Array }[]> {
  return db
    .selectFrom("sealed_keys")
    .select(["image_id", "sealed_key"])
    .where("account_id", "=", accountId)
    .where("holder", "=", VAULT)
    .where("epoch", "=", epoch)
    .$if(after !== null, (query) => query.where("image_id", ">", after as ImageId))
    .orderBy("image_id")
    .limit(limit)
    .execute();
}

export async function countDataKeysOfEpoch(db: Db, accountId: AccountId, epoch: number): Promise<number> {
  const row = await db
    .selectFrom("sealed_keys")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("holder", "=", VAULT)
    .where("epoch", "=", epoch)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function updateDataKey(
  db: Db,
  imageId: ImageId,
  from: number,
  to: { epoch: number; sealedKey: Uint8Array },
): Promise<void> {
  await db
    .updateTable("sealed_keys")
    .set({ epoch: to.epoch, sealed_key: to.sealedKey })
    .where("image_id", "=", imageId)
    .where("holder", "=", VAULT)
    .where("epoch", "=", from)
    .execute();
}

/** Images that were sealed before then and have not been re-sealed since, a few at a time. */
export async function listImagesSealedBefore(
  db: Db,
  accountId: AccountId,
  before: number,
  limit: number,
): Promise<ImageId[]> {
  const rows = await db
    .selectFrom("images")
    .select("id")
    .where("account_id", "=", accountId)
    .where("uploaded_at", "<", before)
    .where((eb) => eb.or([eb("resealed_at", "is", null), eb("resealed_at", "<", before)]))
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export async function countImagesSealedBefore(db: Db, accountId: AccountId, before: number): Promise<number> {
  const row = await db
    .selectFrom("images")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("uploaded_at", "<", before)
    .where((eb) => eb.or([eb("resealed_at", "is", null), eb("resealed_at", "<", before)]))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Puts new bytes in the place of old ones; false when the image changed or went meanwhile. */
export async function updateResealed(
  db: Db,
  id: ImageId,
  was: { blobSet: string; edit: number; epoch: number },
  now: Pick<
    Images,
    | "blob_set"
    | "sealed_details"
    | "original_sealed_hash"
    | "view_sealed_hash"
    | "thumb_sealed_hash"
    | "resealed_at"
  > & { sealedKey: Uint8Array },
): Promise<boolean> {
  const { sealedKey, ...columns } = now;
  const result = await db
    .updateTable("images")
    .set({ ...columns, edit: was.edit + 1 })
    .where("id", "=", id)
    .where("blob_set", "=", was.blobSet)
    .where("edit", "=", was.edit)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  const key = await db
    .updateTable("sealed_keys")
    .set({ sealed_key: sealedKey })
    .where("image_id", "=", id)
    .where("holder", "=", VAULT)
    .where("epoch", "=", was.epoch)
    .executeTakeFirst();
  return key.numUpdatedRows === 1n;
}

/** A page of everything an account has, for destroying it. */
export function listAllImagesOf(
  db: Db,
  accountId: AccountId,
  limit: number,
): Promise<{ id: ImageId; account_id: AccountId; blob_set: string; original_bytes: number }[]> {
  return db
    .selectFrom("images")
    .select(["id", "account_id", "blob_set", "original_bytes"])
    .where("account_id", "=", accountId)
    .limit(limit)
    .execute();
}
