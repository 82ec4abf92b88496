// Copies one store into another while both are in use, and can be killed at any moment: what is there is never put
// again, and what was put and not yet compared is compared first by the next run.
import { sha256Hasher } from "../crypto/digest.ts";
import {
  BlobExists,
  BlobMissing,
  type BlobStore,
  BlobStoreFull,
  BlobStoreRefused,
  BlobStoreUnavailable,
  type ListedBlob,
} from "./blob-store.ts";
import type { CopyJournal } from "./copy-journal.ts";

const BATCH = 64;
const AT_ONCE = 6;

/**
 * Why a blob was not copied. `unreadable`: where it comes from; `target-failed`: where it goes did not take it, or not
 * give it back. `other-bytes`: one of its name is there already, and never overwritten.
 */
export type CopyFault = "unreadable" | "target-failed" | "other-bytes" | "came-out-otherwise";

export interface CopyTally {
  copied: number;
  copiedBytes: number;
  /** Were there before. */
  present: number;
  /** Were deleted while we copied. */
  gone: number;
  readonly faults: { readonly key: string; readonly fault: CopyFault }[];
}

export interface CopyOptions {
  readonly journal: CopyJournal;
  /** Compare what was there before as well, byte by byte. */
  readonly compareAll: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * @throws BlobStoreUnavailable, BlobStoreRefused, BlobStoreFull when going on is hopeless; everything that was copied
 * stays, and the next call goes on from there
 */
export async function copyBlobs(from: BlobStore, to: BlobStore, options: CopyOptions): Promise<CopyTally> {
  const tally: CopyTally = { copied: 0, copiedBytes: 0, present: 0, gone: 0, faults: [] };
  const uncompared = await options.journal.read();
  // Asking once for all is a thousand times fewer questions than asking for each.
  const there = new Map<string, number>();
  for await (const { key, sizeBytes } of to.list()) there.set(key, sizeBytes);
  const wanted: ListedBlob[] = [];
  for await (const blob of from.list()) wanted.push(blob);

  const isDone = ({ key, sizeBytes }: ListedBlob): boolean =>
    there.get(key) === sizeBytes && !uncompared.has(key) && !options.compareAll;
  const toDo = wanted.filter((blob) => !isDone(blob));
  tally.present = wanted.length - toDo.length;
  let done = tally.present;
  options.onProgress(done, wanted.length);

  for (let at = 0; at < toDo.length; at += BATCH) {
    const batch = toDo.slice(at, at + BATCH);
    await options.journal.write(batch.map(({ key }) => key));
    const left = batch.values();
    const work = async (): Promise<void> => {
      for (const { key } of left) {
        await copyBlob(from, to, key, there.has(key), tally);
        done += 1;
        options.onProgress(done, wanted.length);
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
  await options.journal.end();
  return tally;
}

/** Copies one blob, unless it is there, and reads it back. */
async function copyBlob(
  from: BlobStore,
  to: BlobStore,
  key: string,
  isThere: boolean,
  tally: CopyTally,
): Promise<void> {
  const reading = { hasFailed: false };
  try {
    const hasher = sha256Hasher();
    let sizeBytes = 0;
    async function* hashed(): AsyncGenerator<Buffer> {
      for await (const piece of watched(from, key, reading)) {
        hasher.update(piece);
        sizeBytes += piece.length;
        yield piece;
      }
    }
    const isPut = !isThere && (await putNew(to, key, hashed()));
    if (!isPut) {
      const isSame = (await hashOf(watched(from, key, reading))).equals(await hashOf(to.stream(key)));
      if (isSame) tally.present += 1;
      else tally.faults.push({ key, fault: "other-bytes" });
      return;
    }
    if (!(await readBack(to, key)).equals(hasher.digest())) {
      await to.delete(key);
      tally.faults.push({ key, fault: "came-out-otherwise" });
      return;
    }
    tally.copied += 1;
    tally.copiedBytes += sizeBytes;
  } catch (error) {
    if (isHopeless(error)) throw error;
    if (error instanceof BlobMissing && (await from.size(key)) === null) tally.gone += 1;
    else tally.faults.push({ key, fault: reading.hasFailed ? "unreadable" : "target-failed" });
  }
}

/** The blob's bytes; told apart when it is their reading that fails. */
async function* watched(
  from: BlobStore,
  key: string,
  reading: { hasFailed: boolean },
): AsyncGenerator<Buffer> {
  try {
    for await (const piece of from.stream(key)) yield piece;
  } catch (error) {
    // Not what went wrong with whoever takes the pieces: that ends a loop, and comes as no error here.
    reading.hasFailed = true;
    throw error;
  }
}

/** What was put and does not come back is taken back: by its size the next run would think it whole. */
async function readBack(to: BlobStore, key: string): Promise<Buffer> {
  try {
    return await hashOf(to.stream(key));
  } catch (error) {
    if (!isHopeless(error)) await to.delete(key);
    throw error;
  }
}

/** False when somebody was faster. */
async function putNew(to: BlobStore, key: string, pieces: AsyncIterable<Buffer>): Promise<boolean> {
  try {
    await to.put(key, pieces);
    return true;
  } catch (error) {
    if (error instanceof BlobExists) return false;
    throw error;
  }
}

async function hashOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const hasher = sha256Hasher();
  for await (const piece of pieces) hasher.update(piece);
  return hasher.digest();
}

function isHopeless(error: unknown): boolean {
  return [BlobStoreUnavailable, BlobStoreRefused, BlobStoreFull].some((kind) => error instanceof kind);
}
