import { resolve } from "node:path";
import { describeBlobPlace } from "./blob-place.ts";
import type { BlobWarning } from "./blobs/blob-store.ts";
import { type Config, ConfigFaulty } from "./config.ts";
import { shownKeys } from "./configured-keys.ts";
import { PROJECT } from "./project.ts";

// What the operator reads on the terminal: that Safelight is ready, or why it cannot start.

/** One line to the operator's terminal. Links of trial use go here, never to the log. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const BLOB_WARNINGS: Readonly<Record<BlobWarning, string>> = {
  versioned: "The bucket keeps versions: deleting removes each one, but only as long as Safelight may do so.",
  locked: "The bucket locks what it holds: deleted pictures stay in it, sealed, until their lock ends.",
  unknown: "The bucket does not say whether it keeps versions: deleted pictures may stay in it, sealed.",
};

/** What is kept where, and what to mind about it. */
export function greet(
  config: Config,
  dataFolder: string,
  setupLink: string | null,
  warnings: readonly BlobWarning[],
): void {
  print(`Safelight is ready at ${config.origin}`);
  print(`  Data     ${dataFolder}`);
  if (config.postgresUrl !== null) {
    const { host, pathname } = new URL(config.postgresUrl);
    print(`  Database PostgreSQL, ${pathname.slice(1)} at ${host}`);
  }
  const { blobs } = config;
  print(
    `  Pictures ${blobs.kind === "folder" ? resolve(PROJECT, blobs.path) : describeBlobPlace(blobs)} (sealed)`,
  );
  for (const warning of warnings) print(`  WARNING  ${BLOB_WARNINGS[warning]}`);
  print(`  Keys     ${shownKeys(config.keys)}`);
  if (config.formerKeys !== null) print(`           moving from ${shownKeys(config.formerKeys)}`);
  if (config.keysBesideData) {
    print("           The master key lies beside the data: whoever takes this disk takes both.");
    print("           Set SAFELIGHT_KEYS to a folder on another disk, and keep a copy of it elsewhere.");
  }
  print(
    config.mailServer === null
      ? `  Mail     ${resolve(dataFolder, "outbox")} (files, for trial use: set SAFELIGHT_MAIL to send)`
      : "  Mail     by the server of SAFELIGHT_MAIL",
  );
  if (config.insecure) {
    print("  WARNING  Plain http: anyone on this network can read along. Use https for real pictures.");
  }
  if (setupLink !== null) {
    print("");
    print("Open this link to make the first account, which will be the administrator's:");
    print(`  ${setupLink}`);
    print("");
  }
}

/** Sentences for what can be wrong before anything runs; anything else is shown as it is. */
const EXPECTED = new Set([
  "DataFolderInUse",
  "KeysRefused",
  "DatabaseTooNew",
  "KeysAway",
  "KeyVersionMissing",
  "DatabaseRefused",
  "BlobStoreRefused",
  "CertificateRefused",
  "NativeDecoderRefused",
]);

/** Told wherever bytes find no place. */
export const NO_ROOM = "There is no room left where this writes. Run this again when there is.";

/** ENOSPC by other names: of a quota, of a limit on file sizes, and PostgreSQL's own. */
const FULL: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG", "53100"];
const FORBIDDEN: readonly unknown[] = ["EACCES", "EPERM", "EROFS"];
/** https://sqlite.org/rescode.html: SQLITE_FULL, in the low byte. */
const SQLITE_FULL = 13;

/** What the system refuses, in a sentence that names the file; null for what is not the operator's to mend. */
export function explainSystemFault(error: Error): string | null {
  const { code, errcode, path } = error as NodeJS.ErrnoException & { readonly errcode?: number };
  if (FULL.includes(code) || (errcode !== undefined && (errcode & 0xff) === SQLITE_FULL)) return NO_ROOM;
  if (!FORBIDDEN.includes(code) || path === undefined) return null;
  const why =
    code === "EROFS" ? "lies on a disk that is read-only" : "is not open to the user that runs this";
  return `${path} ${why} (${code}). Give that user the right to it, or name another place.`;
}

/** What to tell whoever started it; anything that is not expected is shown as it is. */
export function explain(error: unknown, config: Config | null): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigFaulty || EXPECTED.has(error.name)) return error.message;
  if (error.name === "DecryptionFailed") {
    return "The master key does not open this database: it is not the key that sealed it. Put the right key folder back (SAFELIGHT_KEYS).";
  }
  return explainListening(error, config) ?? explainSystemFault(error) ?? error.stack ?? error.message;
}

function explainListening(
  error: NodeJS.ErrnoException & { readonly port?: number },
  config: Config | null,
): string | null {
  if (error.syscall !== "listen") return null;
  const setting = error.port === config?.port ? "SAFELIGHT_ORIGIN and SAFELIGHT_PORT" : "SAFELIGHT_METRICS";
  if (error.code === "EADDRINUSE") {
    return `Port ${error.port} is taken by another program. Stop it, or set ${setting} to another port.`;
  }
  if (error.code === "EACCES") {
    return `The user that runs this may not take port ${error.port}: those below 1024 want a right of their own (CAP_NET_BIND_SERVICE). Give it, or set ${setting} to a higher port.`;
  }
  return null;
}
