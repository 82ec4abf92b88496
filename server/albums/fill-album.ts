import type { BulkItem } from "#contract/albums.ts";
import type { AlbumId, ImageId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import type { Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { holdImages } from "../images/hold-images.ts";
import { findImages, openImages } from "../images/open-image.ts";
import type { OpenedImage } from "../images/opened-images.ts";
import { shapeOf } from "../images/shape-of.ts";
import type { Rooms } from "../rooms.ts";
import { holdEpoch } from "../vault/hold-epoch.ts";
import { findAlbum } from "./album-store.ts";
import { sealCopy } from "./copies.ts";
import { countCopies, deleteCopies, listCopiesAmong, putCopies } from "./copy-store.ts";
import { albumToFill } from "./make-album.ts";
import { favouritesOf, findOwnAlbum, type OpenedAlbum } from "./open-album.ts";

// Putting images into an album and taking them out again, one or many in one transaction. What lies in the trash is
// in no album for that time, and is not found here.

export type Outcome = "done" | Extract<BulkItem, { done: false }>["problem"];
export type Outcomes = ReadonlyMap<ImageId, Outcome>;

const MAX_TRIES = 20;

/**
 * Puts images into an album; one that is there already counts as put. Favourites are made when there are none yet.
 * @throws AppError not-found for the album, album.damaged, vault.locked
 */
export async function putIntoAlbum(
  gallery: Gallery,
  caller: Unlocked,
  id: AlbumId,
  imageIds: readonly ImageId[],
): Promise<Outcomes> {
  return await putIntoOpened(gallery, caller, await albumToFill(gallery, caller, id), imageIds);
}

/** As putIntoAlbum, for an album that was opened already. */
export async function putIntoOpened(
  gallery: Gallery,
  caller: Unlocked,
  album: OpenedAlbum,
  imageIds: readonly ImageId[],
): Promise<Outcomes> {
  const outcomes = new Map<ImageId, Outcome>();
  let left = imageIds;
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === MAX_TRIES) throw new AppError("unavailable", { retryAfterSeconds: 1 });
    const rows = (await findImages(gallery, caller, "image.view", left)).filter(
      (row) => row.trashed_at === null,
    );
    const opened = await openImages(gallery, caller, rows);
    for (const imageId of left) outcomes.set(imageId, "not-found");
    rows.forEach((row, at) => {
      if (opened[at] === null) outcomes.set(row.id, "image.damaged");
    });
    const whole = opened.filter((one) => one !== null);
    const written = await write(gallery, caller, album, whole);
    for (const [imageId, outcome] of written) if (outcome !== "changed") outcomes.set(imageId, outcome);
    left = [...written].flatMap(([imageId, outcome]) => (outcome === "changed" ? [imageId] : []));
  }
  return outcomes;
}

/**
 * Takes images out of an album; one that is not in it counts as taken out.
 * @throws AppError not-found for the album, vault.locked
 */
export async function takeFromAlbum(
  gallery: Gallery,
  caller: Unlocked,
  id: AlbumId,
  imageIds: readonly ImageId[],
): Promise<Outcomes> {
  const { rooms, orders } = gallery;
  const { accountId } = caller;
  const album = await findOwnAlbum(gallery, caller, "album.change", id);
  const own = (await findImages(gallery, caller, "image.view", imageIds)).map((row) => row.id);
  if (album !== null && own.length > 0) {
    await orders.changing(accountId, async (order) => {
      await rooms.database.db.transaction().execute(async (trx) => {
        await holdEpoch(trx, caller);
        const taken = await deleteCopies(trx, album.id, own);
        if (taken.length === 0) return;
        await recordAudit(trx, rooms, { action: "album.images-removed", accountId, subjectId: album.id });
      });
      order.removeFromAlbum(album.id, new Set(own));
      tellOfFilling(gallery, caller, album.id, own);
    });
  }
  const found = new Set(own);
  return new Map(imageIds.map((imageId) => [imageId, found.has(imageId) ? "done" : "not-found"]));
}

/**
 * Within the transaction that makes an image: puts it into the album as well, unless that was deleted or filled
 * meanwhile. The account must be held.
 */
export async function putNewImage(
  transaction: Rooms["database"]["db"],
  caller: Unlocked,
  album: OpenedAlbum,
  image: { readonly id: ImageId; readonly dataKey: Uint8Array },
): Promise<boolean> {
  if ((await findAlbum(transaction, album.row.id)) === null) return false;
  if ((await roomIn(transaction, caller, album)) < 1) return false;
  await putCopies(transaction, [sealCopy(caller, album, image.id, image.dataKey)]);
  return true;
}

/** @throws AppError album.full when nothing more fits into the album */
export async function refuseFullAlbum(rooms: Rooms, caller: Unlocked, album: OpenedAlbum): Promise<void> {
  if ((await roomIn(rooms.database.db, caller, album)) < 1) throw new AppError("album.full");
}

/** "changed": the image is not what was opened, and has to be read again. */
async function write(
  gallery: Gallery,
  caller: Unlocked,
  album: OpenedAlbum,
  images: readonly OpenedImage[],
): Promise<Map<ImageId, Outcome | "changed">> {
  const { rooms, orders } = gallery;
  const { accountId } = caller;
  if (images.length === 0) return new Map();
  const ids = images.map((image) => image.id);
  return await orders.changing(accountId, async (order) => {
    const outcomes = new Map<ImageId, Outcome | "changed">();
    await rooms.database.db.transaction().execute(async (trx) => {
      await holdEpoch(trx, caller);
      if ((await findAlbum(trx, album.row.id)) === null) throw new AppError("not-found");
      const held = await holdImages(trx, accountId, ids);
      const there = new Set((await listCopiesAmong(trx, album.row.id, ids)).map((copy) => copy.image_id));
      let room = await roomIn(trx, caller, album);
      const copies = images.flatMap((image) => {
        const { id } = image;
        const isSame = held.get(id) === image.blobSet;
        const isFull = !there.has(id) && room < 1;
        outcomes.set(id, isSame ? (isFull ? "album.full" : "done") : held.has(id) ? "changed" : "not-found");
        if (!isSame || isFull) return [];
        if (!there.has(id)) room -= 1;
        return [sealCopy(caller, album, id, image.dataKey)];
      });
      await putCopies(trx, copies);
      if (copies.length === 0) return;
      await recordAudit(trx, rooms, { action: "album.images-added", accountId, subjectId: album.row.id });
    });
    const put = images.filter(({ id }) => outcomes.get(id) === "done");
    for (const { id, details } of put) {
      order.addToAlbums([album.row.id], { id, takenAt: details.takenAt, shape: shapeOf(details) });
    }
    const putIds = put.map(({ id }) => id);
    if (put.length > 0) tellOfFilling(gallery, caller, album.row.id, putIds);
    return outcomes;
  });
}

/**
 * Sends word of it. Of favourites only that the images changed, for to be one is a part of an image: which album they
 * are goes round nowhere.
 */
function tellOfFilling(gallery: Gallery, caller: Unlocked, id: AlbumId, imageIds: readonly ImageId[]): void {
  const { accountId } = caller;
  if (id === favouritesOf(caller)) {
    for (const imageId of imageIds) gallery.tell(accountId, "image.changed", imageId);
  } else gallery.tellOfAlbum(accountId, "album.changed", id);
}

/** How many more images fit. */
async function roomIn(
  db: Rooms["database"]["db"],
  { accountId }: Unlocked,
  { row }: OpenedAlbum,
): Promise<number> {
  return LIMITS.imagesPerAlbum - (await countCopies(db, accountId, row.id));
}
