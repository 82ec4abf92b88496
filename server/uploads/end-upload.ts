import type { Rooms } from "../rooms.ts";
import {
  deletePieces,
  deleteUpload,
  deleteUploadKey,
  listEndedUploads,
  type UploadRow,
} from "./upload-store.ts";

const BATCH = 50;

/** How a piece's blob is named: by its set, which the server made up. */
export function pieceBlob(blobSet: string, piece: number): string {
  return `${blobSet}/${piece}`;
}

/** Ends an upload for good: the key, then the bytes. What cannot be deleted now is left to the collector. */
export async function endUpload(rooms: Rooms, { id }: Pick<UploadRow, "id">): Promise<void> {
  const { db } = rooms.database;
  // From now on no piece gets a number: the row knows them all.
  const row = await deleteUploadKey(db, id);
  if (row === null) return;
  try {
    await deletePieceBlobs(rooms, row);
    await deleteUpload(db, id);
  } catch (error) {
    rooms.log.warn({ err: error }, "the pieces of an upload are left to the collector");
  }
}

/** Deletes the pieces of a file that has become a picture. */
export async function dropPieces(rooms: Rooms, row: UploadRow): Promise<void> {
  try {
    await deletePieceBlobs(rooms, row);
    await deletePieces(rooms.database.db, row.id);
  } catch (error) {
    rooms.log.warn({ err: error }, "the pieces of an upload are left to the collector");
  }
}

async function deletePieceBlobs(rooms: Rooms, row: UploadRow): Promise<void> {
  for (let piece = 0; piece < row.pieces; piece += 1)
    await rooms.blobs.delete(pieceBlob(row.blob_set, piece));
}

/** The job: uploads whose day is over, and what ended uploads left. Gives how many there were. */
export async function collectUploads(rooms: Rooms, signal?: AbortSignal): Promise<number> {
  const ended = await listEndedUploads(rooms.database.db, rooms.clock(), BATCH);
  let count = 0;
  for (const row of ended) {
    if (signal?.aborted === true) break;
    await endUpload(rooms, row);
    count += 1;
  }
  return count;
}
