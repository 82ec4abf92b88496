import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";

/** How soon a client may ask again while the scanner is down. */
const RETRY_SECONDS = 30;

/**
 * Has a received file looked at by the virus scanner, where there is one; nothing goes on before its word.
 * @throws AppError image.flagged, scanner.unavailable, or upload.interrupted when the client went away
 */
export async function scanUpload(rooms: Rooms, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  if (rooms.scanner === null) return;
  try {
    const verdict = await rooms.scanner.scan(bytes, signal);
    if (verdict === "clean") return;
    rooms.log.warn({ verdict }, "the scanner did not pass an upload");
    if (verdict === "flagged") throw new AppError("image.flagged");
    throw new AppError("scanner.unavailable", { retryAfterSeconds: RETRY_SECONDS });
  } catch (error) {
    if (signal.aborted) throw new AppError("upload.interrupted", { cause: error });
    throw error;
  }
}
