import * as z from "zod/mini";
import { type AlbumId, imageId } from "#contract/ids.ts";
import { uploadReceipt } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { refuseFullAlbum } from "../albums/fill-album.ts";
import { albumToFill } from "../albums/make-album.ts";
import { BlobDamaged, BlobMissing } from "../blobs/blob-store.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { blobOpener } from "../crypto/sealed-blob.ts";
import {
  openUploadDetails,
  sealUploadDetails,
  uploadPieceContext,
  uploadPieceKey,
} from "../crypto/upload-keys.ts";
import { AppError } from "../errors.ts";
import { answerUpload, type Uploaded, uploadImage } from "../images/upload-image.ts";
import { viewImage } from "../images/view-image.ts";
import type { Desk } from "./desk.ts";
import { dropPieces, endUpload, pieceBlob } from "./end-upload.ts";
import type { OpenUpload } from "./open-upload.ts";
import { findUpload, listPieces, updateAsFinished } from "./upload-store.ts";

// A file whose last part has come: its pieces are opened in order into one buffer, and from there on it is an
// upload like any other. What became of it is kept for its day, for those who missed the answer.

const begun = z.object({
  name: z.string(),
  lastModified: z.nullable(z.string()),
  // Files that were begun before there were albums say nothing of one.
  albumId: z.optional(z.nullable(z.string())),
});
const finished = z.object({
  imageId,
  duplicate: z.boolean(),
  restored: z.boolean(),
  receipt: uploadReceipt,
});

/**
 * Makes the picture, or tells again what became of it. A file that is refused for what it is ends the upload; for
 * other reasons it may be asked for again.
 * @throws AppError with any of the problems of `POST /api/images`
 */
export async function finishUpload(
  desk: Desk,
  caller: Unlocked,
  upload: OpenUpload,
  signal: AbortSignal,
): Promise<Uploaded> {
  const { rooms, gallery } = desk;
  const { row } = upload;
  if (row.finished_at !== null) return await tellAgain(desk, caller, upload);
  const { name, lastModified, albumId = null } = begun.parse(JSON.parse(openDetails(upload, "begun")));
  try {
    const uploaded = await uploadImage(gallery, caller, {
      announcedBytes: row.size_bytes,
      receive: async () => ({
        name,
        fields: {
          ...(lastModified === null ? {} : { lastModified }),
          ...(albumId !== null && (await takesImages(desk, caller, albumId)) ? { albumId } : {}),
        },
        bytes: await assemble(desk, upload),
      }),
      signal,
    });
    await keepOutcome(desk, upload, uploaded);
    return uploaded;
  } catch (error) {
    if (error instanceof DecryptionFailed) {
      rooms.log.error({ uploadId: row.id }, "a piece of an upload fails its check");
      await endUpload(rooms, row);
      throw new AppError("upload.interrupted", { cause: error });
    }
    if (error instanceof AppError && isFinal(error)) await endUpload(rooms, row);
    throw error;
  }
}

/** Whether an album still takes images: a file that was sent for hours is kept without it as well. */
async function takesImages({ rooms, gallery }: Desk, caller: Unlocked, id: string): Promise<boolean> {
  try {
    await refuseFullAlbum(rooms, caller, await albumToFill(gallery, caller, id as AlbumId));
    return true;
  } catch (error) {
    if (error instanceof AppError && ["not-found", "album.full", "album.damaged"].includes(error.code))
      return false;
    throw error;
  }
}

/** The answer to a finished file, as `POST /api/images` gives it. */
export const answerFinished = (uploaded: Uploaded): ReturnType<typeof answerUpload> => answerUpload(uploaded);

/** Whether another try with the same bytes can only end the same way. */
function isFinal({ code }: AppError): boolean {
  return code.startsWith("image.") || code === "upload.name-refused";
}

function openDetails({ row, uploadKey }: OpenUpload, state: "begun" | "finished"): string {
  const place = { accountId: row.account_id, uploadId: row.id, state } as const;
  return openUploadDetails(uploadKey, place, row.sealed_details).toString("utf8");
}

/** @throws DecryptionFailed; AppError storage.unavailable */
async function assemble({ rooms }: Desk, { row, uploadKey }: OpenUpload): Promise<Buffer> {
  const place = { accountId: row.account_id, uploadId: row.id };
  const key = uploadPieceKey(uploadKey);
  // Safe because it is given out only when it has been filled to the end.
  const bytes = Buffer.allocUnsafeSlow(row.size_bytes);
  let at = 0;
  const fill = (plaintext: Buffer): void => {
    if (at + plaintext.length > bytes.length) throw new DecryptionFailed();
    plaintext.copy(bytes, at);
    at += plaintext.length;
  };
  for (const { piece } of await listPieces(rooms.database.db, row.id)) {
    const opener = blobOpener(key, uploadPieceContext(place, piece));
    for await (const sealed of sealedPieces(rooms.blobs.stream(pieceBlob(row.blob_set, piece))))
      fill(opener.update(sealed));
    fill(opener.final());
  }
  if (at !== bytes.length) throw new DecryptionFailed();
  return bytes;
}

async function* sealedPieces(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof BlobMissing || error instanceof BlobDamaged) throw new DecryptionFailed();
    throw new AppError("storage.unavailable", { cause: error });
  }
}

async function keepOutcome(
  { rooms }: Desk,
  { row, uploadKey }: OpenUpload,
  uploaded: Uploaded,
): Promise<void> {
  const { image, duplicate, restored, receipt } = uploaded;
  const outcome: z.input<typeof finished> = { imageId: image.id, duplicate, restored, receipt };
  const place = { accountId: row.account_id, uploadId: row.id, state: "finished" } as const;
  const sealed = sealUploadDetails(uploadKey, place, Buffer.from(JSON.stringify(outcome)));
  await updateAsFinished(rooms.database.db, row.id, sealed, rooms.clock());
  // As it is now: its last pieces came after this request found it.
  const now = await findUpload(rooms.database.db, row.id);
  if (now !== null) await dropPieces(rooms, now);
}

async function tellAgain(desk: Desk, caller: Unlocked, upload: OpenUpload): Promise<Uploaded> {
  const { imageId: id, ...rest } = finished.parse(JSON.parse(openDetails(upload, "finished")));
  return { image: await viewImage(desk.gallery, caller, id), ...rest };
}
