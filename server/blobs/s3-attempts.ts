// Asking a store behind a network: how often, how long, and what its refusals mean. We try again ourselves and not by
// the SDK, because a body that breaks off or is not what was put deserves another try as well, and because whoever
// puts must know whether it is the first.
import { setTimeout as pause } from "node:timers/promises";
import {
  BlobDamaged,
  BlobExists,
  BlobMissing,
  BlobStoreFull,
  BlobStoreRefused,
  BlobStoreUnavailable,
} from "./blob-store.ts";

export interface S3Limits {
  readonly connectMs: number;
  /** Without one byte in either direction. */
  readonly idleMs: number;
  /** Of one try, waiting for a free connection and the body included. */
  readonly tryMs: number;
  readonly tries: number;
  /** Before the second try; doubled for each one after it. */
  readonly pauseMs: number;
  /** Connections at once; who comes when they are taken waits. */
  readonly connections: number;
}

export const S3_LIMITS: S3Limits = {
  connectMs: 3_000,
  idleMs: 10_000,
  tryMs: 60_000,
  tries: 3,
  pauseMs: 150,
  connections: 48,
};

/** The store said something that no store says: too few bytes, other bytes than asked for. */
export class S3Nonsense extends Error {
  override readonly name = "S3Nonsense";
}

/** What the SDK's errors carry. */
interface Refusal {
  readonly name: string;
  readonly status: number;
}

export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  return httpStatusCode === undefined ? null : { name: error.name, status: httpStatusCode };
}

/** The store refused, and the connection broke before it had said why. */
function isWithoutReason(error: unknown): boolean {
  return refusalOf(error) !== null && !("$fault" in (error as Error));
}

export function isAbsent(error: unknown): boolean {
  return refusalOf(error)?.status === 404 && refusalOf(error)?.name !== "NoSuchBucket";
}

/** Refusals of the moment, or of bytes that were changed on their way. */
const WORTH_ANOTHER_TRY = new Set([
  "ConditionalRequestConflict",
  "OperationAborted",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "XAmzContentSHA256Mismatch",
  "BadDigest",
  "IncompleteBody",
  "SlowDown",
  "Throttling",
  "TooManyRequests",
]);
/** Wrong bucket, region or credentials, or something that this server does not know. */
const REFUSED = new Set([301, 307, 400, 401, 403, 404, 405, 501]);
const FULL = new Set(["QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "EntityTooLarge"]);

function isWorthAnotherTry(error: unknown): boolean {
  if (isOurs(error)) return error instanceof BlobDamaged;
  const refusal = refusalOf(error);
  if (refusal === null) return !isWithoutCredentials(error);
  if (isWithoutReason(error)) return true;
  if (FULL.has(refusal.name) || refusal.status === 501) return false;
  return refusal.status >= 500 || refusal.status === 429 || WORTH_ANOTHER_TRY.has(refusal.name);
}

function isOurs(error: unknown): boolean {
  const kinds = [BlobDamaged, BlobExists, BlobMissing, BlobStoreFull, BlobStoreRefused];
  return kinds.some((kind) => error instanceof kind);
}

function isWithoutCredentials(error: unknown): boolean {
  return error instanceof Error && error.name === "CredentialsProviderError";
}

/** The same as one of a blob store's own errors. */
function asBlobError(error: unknown): Error {
  if (isOurs(error)) return error as Error;
  if (isWithoutCredentials(error)) {
    return new BlobStoreRefused("There are no credentials for S3.", { cause: error });
  }
  const refusal = refusalOf(error);
  if (refusal === null) return new BlobStoreUnavailable({ cause: error });
  if (FULL.has(refusal.name) || refusal.status === 507) return new BlobStoreFull({ cause: error });
  if (REFUSED.has(refusal.status) && !WORTH_ANOTHER_TRY.has(refusal.name)) {
    return new BlobStoreRefused(`S3 refuses: ${refusal.name} (${refusal.status}).`, { cause: error });
  }
  return new BlobStoreUnavailable({ cause: error });
}

/**
 * Tries until it works, or until that is hopeless.
 * @param work gets how many tries there were before it
 * @param answer gives a value for refusals that are an answer, such as an absent blob; anything else it throws
 * @throws one of a blob store's errors
 */
export async function attempt<T>(
  limits: S3Limits,
  work: (signal: AbortSignal, before: number) => Promise<T>,
  answer: (error: unknown) => T = (error) => {
    throw error;
  },
): Promise<T> {
  for (let before = 0; ; before += 1) {
    try {
      return await work(AbortSignal.timeout(limits.tryMs), before).catch(answer);
    } catch (error) {
      if (before + 1 >= limits.tries || !isWorthAnotherTry(error)) throw asBlobError(error);
    }
    // Not all at the same moment, when many lost the store together. Nothing secret hangs on when that is.
    await pause(limits.pauseMs * 2 ** before * (0.5 + Math.random()));
  }
}
