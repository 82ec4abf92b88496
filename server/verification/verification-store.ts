import type { Kysely } from "kysely";
import type { AccountId, ImageId, UploadId } from "#contract/ids.ts";
import type { Schema } from "../database/schema.ts";

// The SQL of checking: which blobs there should be, and which of those that there are belong to anything.

type Db = Kysely<Schema>;

/** What is known of an image's blobs without opening anything. */
export interface StoredImage {
  readonly id: ImageId;
  readonly account_id: AccountId;
  readonly blob_set: string;
  readonly original_sealed_hash: Uint8Array;
  readonly view_sealed_hash: Uint8Array | null;
  readonly thumb_sealed_hash: Uint8Array;
  /** Null where the data key is lost. */
  readonly key_epoch: number | null;
}

function storedImages(db: Db) {
  return db
    .selectFrom("images")
    .leftJoin("sealed_keys", (join) =>
      join.onRef("sealed_keys.image_id", "=", "images.id").on("sealed_keys.holder", "=", "vault"),
    )
    .select([
      "images.id",
      "images.account_id",
      "images.blob_set",
      "images.original_sealed_hash",
      "images.view_sealed_hash",
      "images.thumb_sealed_hash",
      "sealed_keys.epoch as key_epoch",
    ]);
}

/** Everybody's, by their ids from after that one on. */
export function listStoredImages(db: Db, after: string, limit: number): Promise<StoredImage[]> {
  return storedImages(db)
    .where("images.id", ">", after as ImageId)
    .orderBy("images.id")
    .limit(limit)
    .execute();
}

export async function findStoredImage(db: Db, id: ImageId): Promise<StoredImage | null> {
  return (await storedImages(db).where("images.id", "=", id).executeTakeFirst()) ?? null;
}

export async function countStoredImages(db: Db): Promise<number> {
  const row = await db
    .selectFrom("images")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/**
 * Those of the sets that something names. Asked in the order in which a set goes from one table to the next, each in
 * one transaction: one that is being moved is found in the later of the two.
 */
export async function findNamedSets(db: Db, sets: readonly string[]): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  if (sets.length === 0) return named;
  for (const table of ["arrivals", "uploads", "images", "doomed_blobs"] as const) {
    const rows = await db.selectFrom(table).select("blob_set").where("blob_set", "in", sets).execute();
    for (const row of rows) named.add(row.blob_set);
  }
  return named;
}

export interface ExpectedPiece {
  readonly upload_id: UploadId;
  readonly piece: number;
  readonly blob_set: string;
}

function pieces(db: Db) {
  return db
    .selectFrom("upload_pieces")
    .innerJoin("uploads", "uploads.id", "upload_pieces.upload_id")
    .select(["upload_pieces.upload_id", "upload_pieces.piece", "uploads.blob_set"])
    .where("uploads.sealed_key", "is not", null)
    .where("uploads.finished_at", "is", null);
}

/** Files that are still coming, from after that one on. */
export async function listOpenUploadIds(db: Db, after: string, limit: number): Promise<UploadId[]> {
  const rows = await db
    .selectFrom("uploads")
    .select("id")
    .where("id", ">", after as UploadId)
    .where("sealed_key", "is not", null)
    .where("finished_at", "is", null)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export async function listExpectedPieces(db: Db, uploadIds: readonly UploadId[]): Promise<ExpectedPiece[]> {
  if (uploadIds.length === 0) return [];
  return await pieces(db).where("upload_pieces.upload_id", "in", uploadIds).execute();
}

export async function isPieceExpected(db: Db, { upload_id, piece }: ExpectedPiece): Promise<boolean> {
  const row = await pieces(db)
    .where("upload_pieces.upload_id", "=", upload_id)
    .where("upload_pieces.piece", "=", piece)
    .executeTakeFirst();
  return row !== undefined;
}
