import type { Readable } from "node:stream";
import type { RenditionKind } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { BlobDamaged, BlobMissing } from "../blobs/blob-store.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { giveBack } from "../crypto/give-back.ts";
import {
  type BlobReader,
  blobReader,
  type RangePlan,
  rangePlan,
  SEALED_HEADER_BYTES,
} from "../crypto/sealed-blob.ts";
import { renditionContext, renditionKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import type { ByteRange } from "./byte-range.ts";
import type { Gallery } from "./gallery.ts";
import { heldBatches } from "./held-batches.ts";
import { findImage } from "./image-store.ts";
import { blobKey } from "./keep-renditions.ts";
import { type Batches, LentBody } from "./lent-body.ts";
import { openImage, requireImage } from "./open-image.ts";
import type { OpenedImage } from "./opened-images.ts";
import type { StoredRendition } from "./stored-rendition.ts";

// The bytes of a stored rendition. Up to 8 MiB they are all opened before the first header leaves; above, they are
// opened as the client takes them, and a chunk that fails ends the connection.

const OPENED_WHOLE_BYTES = 8 * 1024 * 1024;
/** What is larger is not joined, and freed as it leaves. */
const JOINED_BYTES = 256 * 1024;

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
export function openRendition(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
  stored: StoredRendition,
  range: ByteRange,
): Promise<Buffer | Readable> {
  return unlessReplaced<Buffer | Readable>(gallery, caller, opened, (current) => {
    const source = sourceOf(caller, current, stored, range);
    const refuse = (error: unknown) => refusalOf(gallery, current, stored, error);
    if (source.plan.take <= JOINED_BYTES) return openJoined(gallery, source, refuse);
    return source.plan.take <= OPENED_WHOLE_BYTES
      ? openAhead(gallery, current, source, refuse, (from) =>
          sourceOf(caller, current, stored, { start: range.start + from, end: range.end }),
        )
      : openInPieces(gallery, current, source, refuse);
  });
}

/**
 * As openRendition, in one buffer.
 * @param range of at most 8 MiB
 */
export function openPart(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
  stored: StoredRendition,
  range: ByteRange,
): Promise<Buffer> {
  return unlessReplaced(gallery, caller, opened, (current) => {
    const source = sourceOf(caller, current, stored, range);
    if (source.plan.take > OPENED_WHOLE_BYTES) throw new RangeError("more than is opened at once");
    return openJoined(gallery, source, (error) => refusalOf(gallery, current, stored, error));
  });
}

async function unlessReplaced<T>(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
  open: (current: OpenedImage) => Promise<T>,
): Promise<T> {
  try {
    return await open(opened);
  } catch (error) {
    if (!(error instanceof BytesReplaced)) throw error;
    gallery.opened.drop(opened.id);
    const row = await requireImage(gallery, caller, "image.view", opened.id);
    // Twice within one request is no accident any more.
    return await open(await openImage(gallery, caller, row));
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

type Refuse = (error: unknown) => Promise<unknown>;

async function openJoined(gallery: Gallery, source: Source, refuse: Refuse): Promise<Buffer> {
  try {
    const { header, sealed } = await readWhole(gallery, source);
    return source.reader.open(header, source.plan, sealed);
  } catch (error) {
    throw await refuse(error);
  }
}

async function readWhole(
  { rooms }: Gallery,
  { blobKey, plan }: Source,
): Promise<{ readonly header: Buffer; readonly sealed: Buffer }> {
  const { sealedStart } = plan;
  const end = endOf(plan);
  if (plan.firstChunk === 0) {
    const blob = await rooms.blobs.read(blobKey, { start: 0, end });
    return { header: blob.subarray(0, SEALED_HEADER_BYTES), sealed: blob.subarray(SEALED_HEADER_BYTES) };
  }
  const header = await rooms.blobs.read(blobKey, { start: 0, end: SEALED_HEADER_BYTES });
  return { header, sealed: await rooms.blobs.read(blobKey, { start: sealedStart, end }) };
}

/** One more byte than there should be: bytes after the last chunk are damage, not something to leave out. */
function endOf({ isLastIncluded, sealedEnd }: RangePlan): number {
  return isLastIncluded ? sealedEnd + 1 : sealedEnd;
}

/** All is opened before anything is answered. */
async function openAhead(
  gallery: Gallery,
  opened: OpenedImage,
  source: Source,
  refuse: Refuse,
  sourceFrom: (fromBytes: number) => Source,
): Promise<Readable> {
  const pieces: Buffer[] = [];
  try {
    for await (const batch of batchesIn(gallery, source)) pieces.push(...batch);
  } catch (error) {
    for (const piece of pieces) giveBack(piece);
    throw await refuse(error);
  }
  const reopen = (from: number) => batchesOf(batchesIn(gallery, sourceFrom(from)), refuse);
  return bodyOf(gallery, opened, heldBatches(pieces, reopen));
}

/** The first batch is opened before anything is answered, the others when they are asked for. */
async function openInPieces(
  gallery: Gallery,
  opened: OpenedImage,
  source: Source,
  refuse: Refuse,
): Promise<Readable> {
  const batches = batchesOf(batchesIn(gallery, source), refuse);
  let first: readonly Buffer[] | null = await batches.next();
  return bodyOf(gallery, opened, {
    ...batches,
    async next() {
      if (first === null) return await batches.next();
      const given = first;
      first = null;
      return given;
    },
  });
}

function bodyOf(gallery: Gallery, opened: OpenedImage, batches: Batches): Readable {
  const download = gallery.downloads.begin(opened.ownerId, opened.id);
  const body = new LentBody(batches);
  body.once("close", () => download.done());
  download.signal.addEventListener("abort", () => body.destroy(new Error("the vault was locked")));
  return body;
}

function batchesOf(opened: AsyncGenerator<readonly Buffer[], void, void>, refuse: Refuse): Batches {
  return {
    async next() {
      try {
        return (await opened.next()).value ?? null;
      } catch (error) {
        throw await refuse(error);
      }
    },
    async end() {
      await opened.return();
    },
  };
}

async function* batchesIn(
  { rooms }: Gallery,
  { blobKey, reader, plan }: Source,
): AsyncGenerator<readonly Buffer[], void, void> {
  // What was put under a name stays as it is: with the keys of another header no chunk of it opens.
  const header = reader.header() ?? (await rooms.blobs.read(blobKey, { start: 0, end: SEALED_HEADER_BYTES }));
  const opener = reader.inPieces(header, plan);
  for await (const sealed of rooms.blobs.stream(blobKey, { start: plan.sealedStart, end: endOf(plan) })) {
    const plaintext = opener.update(sealed);
    giveBack(sealed);
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
