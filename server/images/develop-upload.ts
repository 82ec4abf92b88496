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
 * Cleans a received file, and gives its development once nothing holds the bytes any more. `developing` rejects, and so
 * does this where the file cannot be cleaned, with AppError image.…, decoders.busy, or upload.interrupted when the
 * client went away.
 */
export async function developUpload(
  rooms: Rooms,
  caller: Unlocked,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<{ readonly developing: Promise<DevelopedImage> }> {
  if (signal.aborted) throw new AppError("upload.interrupted");
  const cleaned = Promise.withResolvers<void>();
  const person = { ownerId: caller.accountId, signal, onCleaned: () => cleaned.resolve() };
  const developing = rooms.darkroom.develop(bytes, person).catch((error: unknown) => {
    if (signal.aborted) throw new AppError("upload.interrupted", { cause: error });
    throw asProblem(error);
  });
  await Promise.race([cleaned.promise, developing]);
  return { developing };
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof ImageRefused)) return error;
  // The same codes on purpose: what imaging can refuse, a client can be told.
  return new AppError(error.code, {
    cause: error,
    ...(error.code === "decoders.busy" ? { retryAfterSeconds: BUSY_SECONDS } : {}),
  });
}
