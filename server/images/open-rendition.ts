import { Readable } from "node:stream";
import type { RenditionKind } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { BlobDamaged, BlobMissing } from "../blobs/blob-store.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import {
  type BlobReader,
  blobRangeOpener,
  blobReader,
  type RangePlan,
  rangePlan,
  SEALED_HEADER_BYTES,
} from "../crypto/sealed-blob.ts";
import { renditionContext, renditionKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import type { ByteRange } from "./byte-range.ts";
import type { Gallery } from "./gallery.ts";
import { findImage } from "./image-store.ts";
import { blobKey } from "./keep-renditions.ts";
import { openImage, requireImage } from "./open-image.ts";
import type { OpenedImage } from "./opened-images.ts";
import type { StoredRendition } from "./stored-rendition.ts";

// The bytes of a stored rendition. Up to 8 MiB they are all opened before the first header leaves; above, they are
// opened as the client takes them, and a chunk that fails ends the connection.

const OPENED_WHOLE_BYTES = 8 * 1024 * 1024;

export interface Source {
  readonly blobKey: string;
  readonly key: () => Uint8Array;
  readonly context: string;
  readonly plan: RangePlan;
  readonly reader: BlobReader;
}

/** Kept as long as the opened image itself, whose data key gives these keys anyway. */
const readers = new WeakMap<OpenedImage, Map<RenditionKind, BlobReader>>();

function readerOf(
  opened: OpenedImage,
  rendition: RenditionKind,
  { key, context }: Pick<Source, "key" | "context">,
): BlobReader {
  const ofImage = readers.get(opened) ?? new Map<RenditionKind, BlobReader>();
  const reader = ofImage.get(rendition) ?? blobReader(key, context);
  ofImage.set(rendition, reader);
  readers.set(opened, ofImage);
  return reader;
}

/** What was read is gone because the picture was sealed anew meanwhile: its row names other bytes. */
class BytesReplaced extends Error {
  override readonly name = "BytesReplaced";
}

/**
 * @param range inside the rendition
 * @throws AppError image.damaged, once the audit trail says so; not-found when the image has just been destroyed;
 * storage.unavailable
 */
export async function openRendition(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
  stored: StoredRendition,
  range: ByteRange,
): Promise<Buffer | Readable> {
  try {
    return await openBytes(gallery, caller, opened, stored, range);
  } catch (error) {
    if (!(error instanceof BytesReplaced)) throw error;
    gallery.opened.drop(opened.id);
    const row = await requireImage(gallery, caller, "image.view", opened.id);
    // Twice within one request is no accident any more.
    return await openBytes(gallery, caller, await openImage(gallery, caller, row), stored, range);
  }
}

async function openBytes(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
  stored: StoredRendition,
  range: ByteRange,
): Promise<Buffer | Readable> {
  const source = sourceOf(caller, opened, stored, range);
  const refuse = (error: unknown) => refusalOf(gallery, opened, stored, error);
  try {
    if (source.plan.take <= OPENED_WHOLE_BYTES) return await openWhole(gallery, source);
    return await openInPieces(gallery, opened, source, refuse);
  } catch (error) {
    throw await refuse(error);
  }
}

/** Where a range lies, and what opens it. */
export function sourceOf(
  caller: Unlocked,
  opened: OpenedImage,
  { rendition, sizeBytes }: StoredRendition,
  range: ByteRange,
): Source {
  const key = () => renditionKey(opened.dataKey, rendition);
  const context = renditionContext(caller.accountId, opened.id, rendition);
  return {
    blobKey: blobKey(opened.blobSet, rendition),
    key,
    context,
    plan: rangePlan(sizeBytes, range.start, range.end),
    reader: readerOf(opened, rendition, { key, context }),
  };
}

async function openWhole({ rooms }: Gallery, { blobKey, reader, plan }: Source): Promise<Buffer> {
  const { sealedStart, sealedEnd } = plan;
  // One more byte than there should be: bytes after the last chunk are damage, not something to leave out.
  const end = plan.isLastIncluded ? sealedEnd + 1 : sealedEnd;
  if (plan.firstChunk === 0) {
    const blob = await rooms.blobs.read(blobKey, { start: 0, end });
    const header = blob.subarray(0, SEALED_HEADER_BYTES);
    return reader.open(header, plan, blob.subarray(SEALED_HEADER_BYTES));
  }
  const header = await rooms.blobs.read(blobKey, { start: 0, end: SEALED_HEADER_BYTES });
  const sealed = await rooms.blobs.read(blobKey, { start: sealedStart, end });
  return reader.open(header, plan, sealed);
}

/** The first piece is opened before anything is answered, the others when they are asked for. */
async function openInPieces(
  gallery: Gallery,
  opened: OpenedImage,
  source: Source,
  refuse: (error: unknown) => Promise<unknown>,
): Promise<Readable> {
  const pieces = piecesOf(gallery, source);
  let first: IteratorResult<Buffer, void> | null = await pieces.next();
  const download = gallery.downloads.begin(opened.ownerId, opened.id);
  async function next(): Promise<IteratorResult<Buffer, void>> {
    try {
      if (first === null) return await pieces.next();
      const given = first;
      first = null;
      return given;
    } catch (error) {
      throw await refuse(error);
    }
  }
  async function end(): Promise<IteratorResult<Buffer, void>> {
    download.done();
    return pieces.return();
  }
  const body = Readable.from(
    { [Symbol.asyncIterator]: () => ({ next, return: end }) },
    { objectMode: false, highWaterMark: 64 * 1024 },
  );
  body.once("close", () => download.done());
  download.signal.addEventListener("abort", () => body.destroy(new Error("the vault was locked")));
  return body;
}

async function* piecesOf(
  { rooms }: Gallery,
  { blobKey, key, context, plan }: Source,
): AsyncGenerator<Buffer, void, void> {
  const header = await rooms.blobs.read(blobKey, { start: 0, end: SEALED_HEADER_BYTES });
  const opener = blobRangeOpener(key(), context, header, plan);
  const end = plan.isLastIncluded ? plan.sealedEnd + 1 : plan.sealedEnd;
  for await (const sealed of rooms.blobs.stream(blobKey, { start: plan.sealedStart, end })) {
    const plaintext = opener.update(sealed);
    if (plaintext.length > 0) yield plaintext;
  }
  const last = opener.final();
  if (last.length > 0) yield last;
}

async function refusalOf(
  gallery: Gallery,
  { id, ownerId, blobSet }: OpenedImage,
  { rendition }: StoredRendition,
  error: unknown,
): Promise<unknown> {
  const isDamage =
    error instanceof DecryptionFailed || error instanceof BlobMissing || error instanceof BlobDamaged;
  if (!isDamage) {
    return new AppError("storage.unavailable", { cause: error });
  }
  // Bytes go soon after keys: what was destroyed a moment ago is not damaged.
  const row = await findImage(gallery.rooms.database.db, id);
  if (row === null) return new AppError("not-found");
  if (row.blob_set !== blobSet) return new BytesReplaced();
  await gallery.damage.record(ownerId, id, rendition);
  return new AppError("image.damaged", { cause: error });
}
