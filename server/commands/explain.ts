import { BlobStoreFull, BlobStoreUnavailable } from "../blobs/blob-store.ts";
import { ConfigFaulty } from "../config.ts";
import { AppError } from "../errors.ts";
import { explainSystemFault, NO_ROOM } from "../terminal.ts";
import { Failed } from "./command.ts";

const EXPECTED = new Set([
  "KeysRefused",
  "KeysAway",
  "DatabaseTooNew",
  "KeyVersionMissing",
  "DatabaseRefused",
  "BlobStoreRefused",
  "BackupRefused",
  "DataFolderInUse",
]);

/** Why a command failed, in a sentence; what nobody expects is shown as it is, with where it came from. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "DecryptionFailed") {
    return "The master key does not open this database. Set SAFELIGHT_KEYS to the folder that the server uses.";
  }
  if (error instanceof BlobStoreFull) return NO_ROOM;
  if (error instanceof BlobStoreUnavailable) {
    return "A store of pictures cannot be reached. Run this again: it goes on where it was.";
  }
  if (error instanceof AppError && error.cause instanceof Error && EXPECTED.has(error.cause.name)) {
    return `${error.message}: ${error.cause.message}`;
  }
  const isKnown =
    error instanceof Failed ||
    error instanceof AppError ||
    error instanceof ConfigFaulty ||
    EXPECTED.has(error.name);
  return isKnown ? error.message : (explainSystemFault(error) ?? error.stack ?? error.message);
}
