import type { Readable } from "node:stream";
import { BlobStoreFull } from "../blobs/blob-store.ts";
import { blobSealer } from "../crypto/sealed-blob.ts";
import { uploadPieceContext, uploadPieceKey } from "../crypto/upload-keys.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { pieceBlob } from "./end-upload.ts";
import type { OpenUpload } from "./open-upload.ts";
import { addPiece, takePieceNumber } from "./upload-store.ts";

// The body of one request, sealed as it comes into pieces of bounded size. Each piece that is whole counts at
// once; of a connection that breaks, what had come is kept.

const PIECE_BYTES = 8 * 1024 * 1024;
/** A file that comes in more pieces than this is not sent by anybody's browser. */
const MOST_PIECES = 4096;

/**
 * Takes the body in at the offset given; gives the offset behind it. Stops early when the connection breaks or
 * `stop` aborts.
 * @throws AppError not-found when the upload ended meanwhile, upload.offset-wrong, request.invalid for more bytes
 * than the file has, storage.full, storage.unavailable
 */
export async function receivePart(
  rooms: Rooms,
  upload: OpenUpload,
  offset: number,
  body: Readable,
  stop: AbortSignal,
): Promise<number> {
  const source = partSource(body, stop);
  let at = offset;
  try {
    for (let first = await source.next(PIECE_BYTES); first !== null; first = await source.next(PIECE_BYTES)) {
      at += await keepPiece(rooms, upload, at, first, source);
      if (at > upload.row.size_bytes) throw tooMuch();
    }
  } finally {
    source.close();
  }
  return at;
}

async function keepPiece(
  rooms: Rooms,
  { row, uploadKey }: OpenUpload,
  offset: number,
  first: Buffer,
  source: PartSource,
): Promise<number> {
  const { db } = rooms.database;
  const number = await takePieceNumber(db, row.id, MOST_PIECES);
  if (number === null) throw new AppError("not-found");
  const place = { accountId: row.account_id, uploadId: row.id };
  const sealer = blobSealer(uploadPieceKey(uploadKey), uploadPieceContext(place, number));
  let sizeBytes = 0;
  async function* sealed(): AsyncGenerator<Buffer> {
    yield sealer.header;
    for (let next: Buffer | null = first; next !== null; next = await source.next(PIECE_BYTES - sizeBytes)) {
      sizeBytes += next.length;
      if (offset + sizeBytes > row.size_bytes) throw tooMuch();
      yield sealer.update(next);
      if (sizeBytes === PIECE_BYTES) break;
    }
    yield sealer.final();
  }
  const blob = pieceBlob(row.blob_set, number);
  try {
    await rooms.blobs.put(blob, sealed());
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(error instanceof BlobStoreFull ? "storage.full" : "storage.unavailable", {
      cause: error,
    });
  }
  const piece = { upload_id: row.id, piece: number, size_bytes: sizeBytes };
  if (await addPiece(db, piece, offset, rooms.clock())) return sizeBytes;
  await rooms.blobs.delete(blob);
  throw new AppError("upload.offset-wrong");
}

function tooMuch(): AppError {
  return new AppError("request.invalid", {
    errors: [{ path: "body", reason: "holds more than is left of the file" }],
  });
}

interface PartSource {
  /** The next bytes, so many at most; null at the end, however that came. */
  next(maxBytes: number): Promise<Buffer | null>;
  close(): void;
}

function partSource(body: Readable, stop: AbortSignal): PartSource {
  // What refuses the request leaves the body to be drained: leaving the loop must not destroy it.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const cut = (): void => void body.destroy();
  stop.addEventListener("abort", cut, { once: true });
  if (stop.aborted) cut();
  let rest: Buffer | null = null;
  return {
    async next(maxBytes) {
      if (maxBytes === 0) return null;
      if (rest === null || rest.length === 0) {
        // A broken connection ends the part like its last byte does.
        const read = await chunks.next().catch(() => ({ done: true, value: null }) as const);
        if (read.done === true || read.value === null) return null;
        rest = read.value;
      }
      const taken = rest.subarray(0, maxBytes);
      rest = rest.subarray(taken.length);
      return taken.length === 0 ? await this.next(maxBytes) : taken;
    },
    close() {
      stop.removeEventListener("abort", cut);
      void chunks.return?.();
    },
  };
}
