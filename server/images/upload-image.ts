import { crc32 } from "node:zlib";
import type { AlbumId } from "#contract/ids.ts";
import type { Image, UploadReceipt } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { refusalToUpload } from "../access/may.ts";
import { isFavourite } from "../albums/favourites.ts";
import { putIntoOpened, putNewImage, refuseFullAlbum } from "../albums/fill-album.ts";
import { albumToFill } from "../albums/make-album.ts";
import type { OpenedAlbum } from "../albums/open-album.ts";
import { recordAudit } from "../audit/record.ts";
import { contentIndex, monthIndex } from "../crypto/blind-index.ts";
import { sha256 } from "../crypto/digest.ts";
import { newKey } from "../crypto/random.ts";
import { sealDetails, wrapDataKey } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import type { DevelopedImage } from "../imaging/darkroom.ts";
import { type Arrival, abandonArrival, beginArrival } from "./arrival.ts";
import { deleteArrival } from "./blob-set-store.ts";
import { developUpload, holdForUpload } from "./develop-upload.ts";
import type { Gallery } from "./gallery.ts";
import { encodeDetails, type ImageDetails } from "./image-details.ts";
import { cleanName, isProgramName } from "./image-name.ts";
import { findImage, findImageByContent, type ImageRow, insertImage, type NewImage } from "./image-store.ts";
import { keepRenditions, type SealedHashes } from "./keep-renditions.ts";
import type { OpenedImage } from "./opened-images.ts";
import { presentImage } from "./present-image.ts";
import { chargeUpload, refuseWithoutRoom } from "./quota.ts";
import { restoreRow } from "./restore-image.ts";
import { scanUpload } from "./scan-upload.ts";
import { shapeOf } from "./shape-of.ts";
import { chooseTakenAt, monthOf } from "./taken-at.ts";
import { viewImage } from "./view-image.ts";

// The whole rule of an upload, top to bottom. Blobs first, then one transaction, then the answer: what was
// acknowledged is kept, and of what failed nothing is.

/** A file as it came in, and how to get it. */
export interface Upload {
  /** How many bytes are to come, as the client says; null when it does not. */
  readonly announcedBytes: number | null;
  /** Called only when the caller may upload: until then the body is left unread. */
  readonly receive: (maxBytes: number) => Promise<ReceivedUpload>;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export interface ReceivedUpload {
  readonly name: string;
  readonly bytes: Buffer;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Uploaded {
  readonly image: Image;
  /** Its owner had that file already. */
  readonly duplicate: boolean;
  /** It lay in the trash, and was taken out. */
  readonly restored: boolean;
  readonly receipt: UploadReceipt;
}

/** What is left of a file once it has been cleaned: the received bytes themselves are not held any more. */
interface Arrived {
  readonly name: string;
  readonly lastModified: number | null;
  readonly contentHash: Buffer;
  readonly index: Buffer;
  /** What it is to be put into as well. */
  readonly album: OpenedAlbum | null;
  readonly receipt: UploadReceipt;
  /** The image that its owner has of this file, or the one that is being developed. */
  readonly outcome: { readonly known: ImageRow } | { readonly developing: Promise<DevelopedImage> };
}

/** The answer to a whole file, by the contract: 201 for a new picture, 200 for one that was there. */
export function answerUpload({ image, duplicate, restored, receipt }: Uploaded) {
  return duplicate
    ? ({ status: 200, body: { image, duplicate, restored, receipt } } as const)
    : ({ status: 201, body: { image, duplicate, restored: false, receipt } } as const);
}

/** @throws AppError with any of the problems of `POST /api/images` */
export async function uploadImage(gallery: Gallery, caller: Unlocked, upload: Upload): Promise<Uploaded> {
  const { rooms } = gallery;
  const refusal = refusalToUpload(caller);
  if (refusal !== null) throw new AppError(refusal);
  await refuseWithoutRoom(rooms, caller, 1);

  const { name, lastModified, contentHash, index, album, receipt, outcome } = await arrive(
    gallery,
    caller,
    upload,
  );
  const duplicate = { album, receipt };
  if ("known" in outcome) return answerDuplicate(gallery, caller, outcome.known, duplicate);
  const developed = await outcome.developing;
  await refuseWithoutRoom(rooms, caller, developed.original.length);
  const now = rooms.clock();
  const details: ImageDetails = {
    v: 1,
    name: cleanName(name, developed.format),
    caption: "",
    takenAt: chooseTakenAt(developed.details.takenAt, lastModified, now),
    rotation: 0,
    contentHash: contentHash.toString("hex"),
    ...detailsOf(developed),
  };

  const arrival = await beginArrival(rooms);
  try {
    const dataKey = newKey();
    const place = { ownerId: caller.accountId, ...arrival, dataKey };
    const hashes = await keepRenditions(rooms.blobs, place, {
      original: developed.original,
      view: developed.view?.bytes ?? null,
      thumb: developed.thumb.bytes,
    });
    if (upload.signal.aborted) throw new AppError("upload.interrupted");
    const row = newRow(caller, arrival, dataKey, details, { contentIndex: index, hashes, now });
    await commit(gallery, caller, row, { id: row.image.id, dataKey, details }, album);
    const made = { ...row.image, sealed_key: null, key_epoch: null, bridge_key: null };
    const favourite = album?.details.kind === "favourites";
    return {
      image: presentImage(made, { details }, favourite),
      duplicate: false,
      restored: false,
      receipt,
    };
  } catch (error) {
    // A commit whose answer got lost is a commit: its blobs are in use.
    const kept = await findImage(rooms.database.db, arrival.imageId);
    if (kept !== null) {
      const favourite = await isFavourite(gallery, caller, kept.id);
      return {
        image: presentImage(kept, { details }, favourite),
        duplicate: false,
        restored: false,
        receipt,
      };
    }
    await abandonArrival(rooms, arrival);
    if (!rooms.database.isUniqueViolation(error)) throw error;
    const other = await findImageByContent(rooms.database.db, caller.accountId, index);
    if (other === null) throw new AppError("unavailable", { cause: error, retryAfterSeconds: 1 });
    return answerDuplicate(gallery, caller, other, duplicate);
  }
}

/**
 * Receives the file, and cleans it. What it gives keeps nothing of the received bytes: they are the largest thing
 * there is in memory, and would otherwise be held for as long as the picture waits for a decoder.
 */
async function arrive(gallery: Gallery, caller: Unlocked, upload: Upload): Promise<Arrived> {
  const { rooms } = gallery;
  const { maxUploadBytes } = rooms.config;
  using _hold = holdForUpload(
    rooms,
    caller,
    Math.min(upload.announcedBytes ?? maxUploadBytes, maxUploadBytes),
  );
  const { name, fields, bytes } = await upload.receive(maxUploadBytes);
  const lastModified = readLastModified(fields);
  const album = await readAlbum(gallery, caller, fields);
  if (isProgramName(name)) throw new AppError("upload.name-refused");
  const contentHash = sha256(bytes);
  const index = contentIndex(caller.vault.indexKey, contentHash);
  const receipt = { sizeBytes: bytes.length, sha256: contentHash.toString("hex") };
  const known = await findImageByContent(rooms.database.db, caller.accountId, index);
  if (known === null) await scanUpload(rooms, bytes, upload.signal);
  const outcome = known === null ? await developUpload(rooms, caller, bytes, upload.signal) : { known };
  return { name, lastModified, contentHash, index, album, receipt, outcome };
}

async function readAlbum(
  gallery: Gallery,
  caller: Unlocked,
  { albumId }: ReceivedUpload["fields"],
): Promise<OpenedAlbum | null> {
  if (albumId === undefined || albumId === "") return null;
  const album = await albumToFill(gallery, caller, albumId as AlbumId);
  await refuseFullAlbum(gallery.rooms, caller, album);
  return album;
}

function readLastModified(fields: ReceivedUpload["fields"]): number | null {
  const text = fields["lastModified"];
  if (text === undefined || text === "") return null;
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  throw new AppError("request.invalid", {
    errors: [{ path: "body.lastModified", reason: "must be whole milliseconds since 1970" }],
  });
}

async function answerDuplicate(
  gallery: Gallery,
  caller: Unlocked,
  row: ImageRow,
  { album, receipt }: Pick<Arrived, "album" | "receipt">,
): Promise<Uploaded> {
  const restored = row.trashed_at !== null;
  if (restored) await restoreRow(gallery, caller, row);
  if (album !== null) await putIntoOpened(gallery, caller, album, [row.id]);
  const image = await viewImage(gallery, caller, row.id);
  return { image, duplicate: true, restored, receipt };
}

function detailsOf(developed: DevelopedImage) {
  return {
    format: developed.format,
    width: developed.width,
    height: developed.height,
    animated: developed.animated,
    sizeBytes: developed.original.length,
    checksum: crc32(developed.original),
    viewBytes: developed.view?.bytes.length ?? null,
    thumbBytes: developed.thumb.bytes.length,
    viewFormat: developed.viewFormat,
    camera: developed.details.camera,
    exposure: developed.details.exposure ?? null,
    place: developed.details.place,
    thumbHash: developed.thumbHash.toString("base64"),
    removed: [...developed.removed],
  };
}

function newRow(
  caller: Unlocked,
  { imageId, blobSet }: Arrival,
  dataKey: Uint8Array,
  details: ImageDetails,
  rest: { readonly contentIndex: Uint8Array; readonly hashes: SealedHashes; readonly now: number },
): NewImage {
  const { accountId, vault } = caller;
  const { epoch } = vault;
  const edit = 0;
  return {
    image: {
      id: imageId,
      account_id: accountId,
      blob_set: blobSet,
      month_index: monthIndex(vault.indexKey, monthOf(details.takenAt)),
      content_index: rest.contentIndex,
      sealed_details: sealDetails(dataKey, { ownerId: accountId, imageId, edit }, encodeDetails(details)),
      edit,
      original_bytes: details.sizeBytes,
      original_sealed_hash: rest.hashes.original,
      view_bytes: details.viewBytes,
      view_sealed_hash: rest.hashes.view,
      thumb_bytes: details.thumbBytes,
      thumb_sealed_hash: rest.hashes.thumb,
      uploaded_at: rest.now,
      trashed_at: null,
      resealed_at: null,
    },
    key: { epoch, sealed_key: wrapDataKey(vault.vaultKey, dataKey, { accountId, imageId, epoch }) },
  };
}

/** One transaction: the row with its keys, the quota, the audit record, and the arrival that is over. */
async function commit(
  gallery: Gallery,
  caller: Unlocked,
  row: NewImage,
  { id, dataKey, details }: Pick<OpenedImage, "id" | "dataKey" | "details">,
  album: OpenedAlbum | null,
): Promise<void> {
  const { rooms } = gallery;
  const { blob_set: blobSet } = row.image;
  await gallery.orders.changing(caller.accountId, async (order) => {
    const albums = await rooms.database.db.transaction().execute(async (transaction) => {
      if (!(await deleteArrival(transaction, blobSet))) throw new AppError("storage.unavailable");
      await chargeUpload(transaction, rooms, caller, details.sizeBytes);
      await insertImage(transaction, row);
      const isPut = album !== null && (await putNewImage(transaction, caller, album, { id, dataKey }));
      await recordAudit(transaction, rooms, {
        action: "image.created",
        accountId: caller.accountId,
        subjectId: id,
      });
      return isPut ? [album.row.id] : [];
    });
    order.add({ id, takenAt: details.takenAt, shape: shapeOf(details) }, albums);
    gallery.tell(caller.accountId, "image.created", id);
  });
}
