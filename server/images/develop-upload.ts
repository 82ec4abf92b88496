import type { Unlocked } from "../access/caller.ts";
import { AppError } from "../errors.ts";
import type { DevelopedImage } from "../imaging/darkroom.ts";
import { ImageRefused } from "../imaging/image-refused.ts";
import type { Rooms } from "../rooms.ts";

const BUSY_SECONDS = 5;

/**
 * Cleans and develops a received file.
 * @throws AppError image.…, decoders.busy, or upload.interrupted when the client went away
 */
export async function developUpload(
  rooms: Rooms,
  caller: Unlocked,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<DevelopedImage> {
  if (signal.aborted) throw new AppError("upload.interrupted");
  try {
    return await rooms.darkroom.develop(bytes, { ownerId: caller.accountId, signal });
  } catch (error) {
    if (signal.aborted) throw new AppError("upload.interrupted", { cause: error });
    if (!(error instanceof ImageRefused)) throw error;
    // The same codes on purpose: what imaging can refuse, a client can be told.
    throw new AppError(error.code, {
      cause: error,
      ...(error.code === "decoders.busy" ? { retryAfterSeconds: BUSY_SECONDS } : {}),
    });
  }
}
