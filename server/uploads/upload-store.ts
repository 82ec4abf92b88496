import type { Kysely } from "kysely";
import type { AccountId, UploadId } from "#contract/ids.ts";
import type { Schema, UploadPieces, Uploads } from "../database/schema.ts";

// The SQL of files that come in parts. A row without a key has ended: only the collector still sees it.

type Db = Kysely<Schema>;
export type UploadRow = Uploads;

export async function insertUpload(db: Db, row: UploadRow): Promise<void> {
  await db.insertInto("uploads").values(row).execute();
}

/** Those that have not ended, finished ones included. */
export async function findUpload(db: Db, id: UploadId): Promise<UploadRow | null> {
  const row = await db
    .selectFrom("uploads")
    .selectAll()
    .where("id", "=", id)
    .where("sealed_key", "is not", null)
    .executeTakeFirst();
  return row ?? null;
}

/** A person's unfinished ones, the one that has rested longest first. */
export async function listOpenUploads(db: Db, accountId: AccountId): Promise<UploadRow[]> {
  return await db
    .selectFrom("uploads")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("sealed_key", "is not", null)
    .where("finished_at", "is", null)
    .orderBy("touched_at")
    .execute();
}

/** The number of the next piece; null when the upload has ended, or has had that many already. */
export async function takePieceNumber(db: Db, id: UploadId, most: number): Promise<number | null> {
  const row = await db
    .updateTable("uploads")
    .set((eb) => ({ pieces: eb("pieces", "+", 1) }))
    .where("id", "=", id)
    .where("sealed_key", "is not", null)
    .where("pieces", "<", most)
    .returning("pieces")
    .executeTakeFirst();
  return row === undefined ? null : row.pieces - 1;
}

/** Counts a piece in. False, and nothing done, when the upload has ended or stands elsewhere by now. */
export async function addPiece(db: Db, piece: UploadPieces, offset: number, now: number): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("uploads")
      .set({ offset_bytes: offset + piece.size_bytes, touched_at: now })
      .where("id", "=", piece.upload_id)
      .where("sealed_key", "is not", null)
      .where("offset_bytes", "=", offset)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await trx.insertInto("upload_pieces").values(piece).execute();
    return true;
  });
}

/** In the order of the file. */
export async function listPieces(db: Db, id: UploadId): Promise<UploadPieces[]> {
  return await db
    .selectFrom("upload_pieces")
    .selectAll()
    .where("upload_id", "=", id)
    .orderBy("piece")
    .execute();
}

export async function updateAsFinished(
  db: Db,
  id: UploadId,
  sealedDetails: Uint8Array,
  now: number,
): Promise<void> {
  await db
    .updateTable("uploads")
    .set({ sealed_details: sealedDetails, finished_at: now })
    .where("id", "=", id)
    .execute();
}

/** Destroys the key, and gives what is left of the row; null when it is gone already. */
export async function deleteUploadKey(db: Db, id: UploadId): Promise<UploadRow | null> {
  const row = await db
    .updateTable("uploads")
    .set({ sealed_key: null })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function deletePieces(db: Db, id: UploadId): Promise<void> {
  await db.deleteFrom("upload_pieces").where("upload_id", "=", id).execute();
}

export async function deleteUpload(db: Db, id: UploadId): Promise<void> {
  await db.deleteFrom("uploads").where("id", "=", id).execute();
}

/** Some of those whose time is over, whose key is gone, or whose account is. */
export async function listEndedUploads(db: Db, now: number, limit: number): Promise<UploadRow[]> {
  return await db
    .selectFrom("uploads")
    .selectAll("uploads")
    .leftJoin("accounts", "accounts.id", "uploads.account_id")
    .where((eb) =>
      eb.or([
        eb("uploads.expires_at", "<=", now),
        eb("uploads.sealed_key", "is", null),
        eb("accounts.id", "is", null),
        // Sealed under a vault key that has been replaced: nobody can go on with it.
        eb("accounts.vault_epoch", "<>", eb.ref("uploads.epoch")),
      ]),
    )
    .orderBy("uploads.id")
    .limit(limit)
    .execute();
}
