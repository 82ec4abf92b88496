// Blobs in a bucket. A blob of up to one part is put at one go, on the condition that there is none of its name; a
// larger one in parts, which show only once they are complete. Nothing is held open while somebody slow reads or
// sends: bytes are fetched a window at a time, and sent a part at a time.
import type { S3Place } from "../blob-place.ts";
import { type Sha256Hasher, sha256Hasher } from "../crypto/digest.ts";
import {
  BlobDamaged,
  type BlobRange,
  type BlobStore,
  BlobStoreRefused,
  type BlobWarning,
  checkBlobKey,
  checkBlobPrefix,
  isBlobKey,
  withinBlob,
} from "./blob-store.ts";
import { S3_LIMITS, type S3Limits } from "./s3-attempts.ts";
import { openBucket, type S3Bucket, type S3Window } from "./s3-bucket.ts";

/** S3 takes parts of 5 MiB or more, and at most 10 000. */
const PART_BYTES = 12 * 1024 * 1024;
const READ_WINDOW_BYTES = 16 * 1024 * 1024;
const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;
/** An upload in parts that is older was left by somebody who is no more. */
const UNFINISHED_MS = 24 * 3_600_000;
/** What the bucket keeps of the deleted is asked for so often. */
const WARNINGS_MS = 60_000;

/** Opens a bucket; nothing is asked of it before the first operation. */
export async function openS3Blobs(place: S3Place, limits: S3Limits = S3_LIMITS): Promise<BlobStore> {
  const bucket = await openBucket(place, limits);
  let warned: { readonly at: number; readonly warnings: readonly BlobWarning[] } | null = null;

  async function* stream(
    key: string,
    range: BlobRange | undefined,
    windowBytes: number,
  ): AsyncGenerator<Buffer, void, void> {
    checkBlobKey(key);
    const { start, end } = withinBlob(range, Number.MAX_SAFE_INTEGER);
    if (start === end) {
      await bucket.get(key, 0, 1);
      return;
    }
    let hasher: Sha256Hasher | null = null;
    let sizeBytes: number | null = null;
    for (let at = start; at < end; ) {
      const window = await bucket.get(key, at, Math.min(windowBytes, end - at));
      // Another blob than the one that was begun with, or what somebody has left of it.
      if (sizeBytes !== null && window.sizeBytes !== sizeBytes) throw new BlobDamaged(key);
      sizeBytes = window.sizeBytes;
      const isFirstOfSeveral = at === 0 && window.sizeBytes <= end && window.bytes.length < window.sizeBytes;
      if (isFirstOfSeveral) hasher = sha256Hasher();
      at += window.bytes.length;
      if (hasher !== null) checkSoFar(key, hasher, window, at);
      // Asked before it is given away: whoever takes it may free it.
      const isLast = window.bytes.length === 0 || at >= window.sizeBytes;
      yield window.bytes;
      if (isLast) return;
    }
  }

  async function deleteUnfinished(
    prefix: string,
    isOver: (key: string, begunAt: Date) => boolean,
  ): Promise<void> {
    for (const { key, uploadId, begunAt } of await bucket.listUnfinished(prefix)) {
      if (isOver(key, begunAt)) await bucket.abortParts(key, uploadId);
    }
  }

  return {
    async put(key, sealed) {
      checkBlobKey(key);
      return { sizeBytes: await putParts(bucket, key, partsOf(sealed)) };
    },

    async read(key, range) {
      const windows: Buffer[] = [];
      for await (const window of stream(key, range, READ_WINDOW_BYTES)) windows.push(window);
      return windows.length === 1 ? windows[0]! : Buffer.concat(windows);
    },

    async *stream(key, range) {
      for await (const window of stream(key, range, STREAM_WINDOW_BYTES)) {
        for (let at = 0; at < window.length; at += PIECE_BYTES) yield window.subarray(at, at + PIECE_BYTES);
      }
    },

    async size(key) {
      checkBlobKey(key);
      return (await bucket.head(key))?.sizeBytes ?? null;
    },

    async delete(key) {
      checkBlobKey(key);
      await bucket.delete(key);
      // Whoever put it may have been killed half-way, or be putting it still, for nobody.
      await deleteUnfinished(key, (unfinished) => unfinished === key);
    },

    async *list(prefix = "") {
      checkBlobPrefix(prefix);
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<S3Bucket["list"]>> = await bucket.list(prefix, after);
        for (const listed of page.listed) if (isBlobKey(listed.key)) yield listed;
        after = page.next;
      } while (after !== null);
    },

    async status() {
      if (warned === null || Date.now() - warned.at > WARNINGS_MS) {
        const warnings = await warningsOf(bucket);
        await deleteUnfinished("", (_, begunAt) => Date.now() - begunAt.getTime() > UNFINISHED_MS);
        warned = { at: Date.now(), warnings };
      } else {
        await bucket.list("ready", null);
      }
      return warned.warnings;
    },

    async close() {
      bucket.close();
    },
  };
}

/** A blob of one window was checked as it came. Before the last of several is given out, all must be what was put. */
function checkSoFar(key: string, hasher: Sha256Hasher, window: S3Window, at: number): void {
  hasher.update(window.bytes);
  if (at < window.sizeBytes || window.sha256 === null) return;
  if (hasher.digest().toString("hex") !== window.sha256) throw new BlobDamaged(key);
}

/** The same bytes in parts of one size, the last one smaller. Each is a copy: its source may use its buffers again. */
async function* partsOf(sealed: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  if (sealed instanceof Uint8Array) {
    for (let at = 0; at === 0 || at < sealed.byteLength; at += PART_BYTES) {
      yield Buffer.from(sealed.subarray(at, at + PART_BYTES));
    }
    return;
  }
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const piece of sealed) {
    for (let at = 0; at < piece.byteLength; ) {
      const taken = Buffer.from(piece.subarray(at, at + PART_BYTES - waitingBytes));
      waiting.push(taken);
      waitingBytes += taken.length;
      at += taken.length;
      if (waitingBytes < PART_BYTES) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
    }
  }
  yield Buffer.concat(waiting);
}

/** Gives the size. */
async function putParts(bucket: S3Bucket, key: string, parts: AsyncGenerator<Buffer>): Promise<number> {
  const first = await parts.next();
  if (first.done === true || first.value.length < PART_BYTES) {
    const bytes: Buffer = first.done === true ? Buffer.alloc(0) : first.value;
    await bucket.put(key, bytes);
    return bytes.length;
  }
  const upload = await bucket.beginParts(key);
  try {
    const completed = [await bucket.putPart(key, upload, 1, first.value)];
    let sizeBytes = first.value.length;
    for await (const part of parts) {
      if (part.length === 0) continue;
      completed.push(await bucket.putPart(key, upload, completed.length + 1, part));
      sizeBytes += part.length;
    }
    await bucket.completeParts(key, upload, completed, sizeBytes);
    return sizeBytes;
  } catch (error) {
    // What cannot be deleted now goes with the blob's key, or with the day.
    await bucket.abortParts(key, upload).catch(() => {});
    throw error;
  } finally {
    await parts.return(undefined);
  }
}

async function warningsOf(bucket: S3Bucket): Promise<BlobWarning[]> {
  // Who may not ask does not know; a bucket that is not there, or not ours, refuses the listing.
  const ask = async (question: Promise<boolean>, warning: BlobWarning): Promise<BlobWarning | null> => {
    try {
      return (await question) ? warning : null;
    } catch (error) {
      if (error instanceof BlobStoreRefused) return "unknown";
      throw error;
    }
  };
  await bucket.list("ready", null);
  const answers = [await ask(bucket.isVersioned(), "versioned"), await ask(bucket.isLocked(), "locked")];
  return [...new Set(answers.filter((answer) => answer !== null))];
}
