import { TUS } from "#contract/uploads.ts";
import { AppError } from "../errors.ts";

// What tus says in headers, read and bounded.

const NUMBER = /^\d{1,15}$/;
const MAX_METADATA = 4096;

/** What a file is called, by those who know. */
export interface FileFacts {
  readonly name: string;
  /** As a field of a form would say it: milliseconds since 1970. */
  readonly lastModified: string | null;
  /** The album it is to be put into. */
  readonly albumId: string | null;
}

/** @throws AppError upload.version */
export function requireVersion(version: string | null): void {
  if (version !== TUS.version)
    throw new AppError("upload.version", { headers: { "tus-version": TUS.version } });
}

/** @throws AppError request.invalid */
export function readNumber(name: string, text: string | null): number {
  if (text !== null && NUMBER.test(text)) return Number(text);
  throw invalid(name, "must be a whole number");
}

/**
 * `filename`, `lastModified` and `albumId` out of Upload-Metadata; other keys are passed over.
 * @throws AppError request.invalid
 */
export function readMetadata(text: string | null): FileFacts {
  const values = new Map<string, string>();
  if (text !== null && text.length > MAX_METADATA) throw invalid("upload-metadata", "is too long");
  for (const pair of (text ?? "").split(",")) {
    const [key = "", value = ""] = pair.trim().split(" ", 2);
    values.set(key, Buffer.from(value, "base64").toString("utf8"));
  }
  const lastModified = values.get("lastModified") ?? null;
  if (lastModified !== null && !/^-?\d{1,16}$/.test(lastModified)) {
    throw invalid("upload-metadata", "lastModified must be whole milliseconds since 1970");
  }
  // A name is cleaned when it is kept; an album is asked for in the database.
  if (values.get("albumId")?.includes("\0")) throw invalid("upload-metadata", "albumId has a NUL character");
  return { name: values.get("filename") ?? "", lastModified, albumId: values.get("albumId") || null };
}

function invalid(name: string, reason: string): AppError {
  return new AppError("request.invalid", { errors: [{ path: `headers.${name}`, reason }] });
}
