import type { Unlocked } from "../access/caller.ts";
import { AppError } from "../errors.ts";
import type { DevelopedImage } from "../imaging/darkroom.ts";
import { ImageRefused } from "../imaging/image-refused.ts";
import type { IntakeHold } from "../imaging/intake-budget.ts";
import type { Rooms } from "../rooms.ts";

// The darkroom as uploads meet it: its refusals are put as problems.

const BUSY_SECONDS = 5;

/**
 * Room in memory for a file that is about to come.
 * @throws AppError decoders.busy when others' files take it all
 */
export function holdForUpload(rooms: Rooms, caller: Unlocked, sizeBytes: number): IntakeHold {
  try {
    return rooms.darkroom.hold(caller.accountId, sizeBytes);
  } catch (error) {
    throw asProblem(error);
  }
}

/**
 * Cleans a received file before it returns, and gives the promise of its development. The bytes are not held.
 * Rejects with AppError image.…, decoders.busy, or upload.interrupted when the client went away.
 */
// No async function: its frame would hold the bytes until the promise is settled.
export function developUpload(
  rooms: Rooms,
  caller: Unlocked,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<DevelopedImage> {
  if (signal.aborted) return Promise.reject(new AppError("upload.interrupted"));
  return rooms.darkroom.develop(bytes, { ownerId: caller.accountId, signal }).catch((error: unknown) => {
    if (signal.aborted) throw new AppError("upload.interrupted", { cause: error });
    throw asProblem(error);
  });
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof ImageRefused)) return error;
  // The same codes on purpose: what imaging can refuse, a client can be told.
  return new AppError(error.code, {
    cause: error,
    ...(error.code === "decoders.busy" ? { retryAfterSeconds: BUSY_SECONDS } : {}),
  });
}
