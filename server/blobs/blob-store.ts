// What every store of sealed bytes promises: whole blobs under names the server made, written once and never
// changed. A store knows nothing of keys, owners or pictures; tests/conformance/blob-store.ts holds it to this.

/** Bytes `start` (inclusive) to `end` (exclusive). What lies past the end of the blob is left out, as in slice(). */
export interface BlobRange {
  readonly start: number;
  readonly end: number;
}

/** Why what is deleted may not be gone: the store keeps former versions, forbids deleting, or does not say. */
export type BlobWarning = "versioned" | "locked" | "unknown";

export interface ListedBlob {
  readonly key: string;
  readonly sizeBytes: number;
  /** When the bytes were written, by the store's own clock. */
  readonly modifiedAt: Date;
}

/** Every function rejects with InvalidBlobKey for a key that is not of the server's making. */
export interface BlobStore {
  /**
   * Stores a new blob. When it resolves the blob is whole and durable; when it rejects nothing was stored, unless a
   * store behind a network was lost before it answered. Rejects with BlobExists (the stored blob is untouched),
   * BlobStoreFull, or the source's own error.
   */
  put(key: string, sealed: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number }>;
  /**
   * The whole blob, or the bytes of the range. Rejects with BlobMissing, RangeError for a senseless range, or
   * BlobDamaged from a store that can tell.
   */
  read(key: string, range?: BlobRange): Promise<Buffer>;
  /**
   * The whole blob where it lies in memory anyway; null otherwise, and from a store that remembers nothing. It is the
   * store's own copy: nobody writes into it.
   */
  recall?(key: string): Buffer | null;
  /**
   * The same bytes in pieces, each read only when asked for, and from then on the caller's to change or to free.
   * Nothing is opened before the first piece is asked for, so BlobMissing and RangeError come with it. Leaving the
   * loop early releases what was opened.
   */
  stream(key: string, range?: BlobRange): AsyncIterable<Buffer>;
  /** Size in bytes, or null when there is no such blob. */
  size(key: string): Promise<number | null>;
  /** Removes a blob; one that is absent is fine. */
  delete(key: string): Promise<void>;
  /** Every blob whose key begins with the prefix, in no particular order. Blobs still being put are not listed. */
  list(prefix?: string): AsyncIterable<ListedBlob>;
  /**
   * Resolves when the store can serve and take blobs, with what its operator should know; otherwise rejects, with
   * BlobStoreFull where that is why.
   */
  status(): Promise<readonly BlobWarning[]>;
  close(): Promise<void>;
}

export class BlobMissing extends Error {
  override readonly name = "BlobMissing";
  constructor(key: string, options?: ErrorOptions) {
    super(`There is no blob ${key}.`, options);
  }
}

export class BlobExists extends Error {
  override readonly name = "BlobExists";
  constructor(key: string, options?: ErrorOptions) {
    super(`There is a blob ${key} already, and blobs are never overwritten.`, options);
  }
}

/** What came back is not what was put. */
export class BlobDamaged extends Error {
  override readonly name = "BlobDamaged";
  constructor(key: string, options?: ErrorOptions) {
    super(`Blob ${key} is not what was put.`, options);
  }
}

/** Nothing is wrong with what was asked: the store is away, too slow, or answers with nonsense. */
export class BlobStoreUnavailable extends Error {
  override readonly name = "BlobStoreUnavailable";
  constructor(options?: ErrorOptions) {
    super("The blob store cannot be reached.", options);
  }
}

/** The store is there and will not have us: no such bucket, or no right to it. Somebody has to change something. */
export class BlobStoreRefused extends Error {
  override readonly name = "BlobStoreRefused";
}

export class BlobStoreFull extends Error {
  override readonly name = "BlobStoreFull";
  constructor(options?: ErrorOptions) {
    super("The blob store has no room left.", options);
  }
}

/** The message leaves the key out: whatever it is, it did not come from the server. */
export class InvalidBlobKey extends Error {
  override readonly name = "InvalidBlobKey";
  constructor() {
    super("A blob key is up to 201 of a-z, 0-9, - and single slashes between them.");
  }
}

const keyForm = /^[a-z0-9][a-z0-9/-]{0,200}$/;
// A file system reads a//b and a/b/ as other names than an object store does, so no key may look like that.
const emptyPart = /\/(?:\/|$)/;

export function isBlobKey(key: string): boolean {
  return keyForm.test(key) && !emptyPart.test(key);
}

/** Throws InvalidBlobKey unless the key has the one form every store can keep. */
export function checkBlobKey(key: string): void {
  if (!isBlobKey(key)) throw new InvalidBlobKey();
}

/** Throws InvalidBlobKey for a prefix that no key can begin with. The empty prefix is every key's. */
export function checkBlobPrefix(prefix: string): void {
  if (prefix !== "" && (!keyForm.test(prefix) || prefix.includes("//"))) throw new InvalidBlobKey();
}

/** The part of a blob of `sizeBytes` that the range names. Throws RangeError for one that is not whole and forward. */
export function withinBlob(range: BlobRange | undefined, sizeBytes: number): BlobRange {
  if (!range) return { start: 0, end: sizeBytes };
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError("A blob range is two whole numbers, the first not below 0 nor above the second.");
  }
  return { start: Math.min(start, sizeBytes), end: Math.min(end, sizeBytes) };
}

/**
 * Whether a store that could not give one blob can give no other either: then nothing is known of the blob, and
 * counting it as lost would be untrue.
 */
export async function isAway(store: Pick<BlobStore, "status">, error: unknown): Promise<boolean> {
  if (error instanceof BlobStoreRefused) return true;
  if (!(error instanceof BlobStoreUnavailable)) return false;
  return await store.status().then(
    () => false,
    () => true,
  );
}
