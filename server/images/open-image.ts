import { setImmediate } from "node:timers/promises";
import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { type ImageAction, may } from "../access/may.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { dataKeyUnwrapper, openDetails } from "../crypto/vault-keys.ts";
import { AppError } from "../errors.ts";
import { keyOfEpoch } from "../vault/key-of-epoch.ts";
import type { Gallery } from "./gallery.ts";
import { decodeDetails } from "./image-details.ts";
import { findImage, type ImageRow, listImagesAnywhere, type ShownRow } from "./image-store.ts";
import type { OpenedImage } from "./opened-images.ts";

// From a row to an opened image: found, allowed, its data key unwrapped, its details opened.

const ID = /^[a-z0-9]{1,64}$/;
/** How many are opened before others get their turn. */
const OPENED_AT_ONCE = 100;

/**
 * The row, when the caller may do that to it.
 * @throws AppError not-found, alike for what is absent, somebody else's, or no id at all
 */
export async function requireImage(
  gallery: Gallery,
  caller: Unlocked,
  action: ImageAction,
  id: ImageId,
): Promise<ImageRow> {
  const row = ID.test(id) ? await findImage(gallery.rooms.database.db, id) : null;
  if (row === null || !may(caller, action, row)) throw new AppError("not-found");
  return row;
}

/** The rows of those ids, the trash included, that the caller may do that to; in no particular order. */
export async function findImages(
  gallery: Gallery,
  caller: Unlocked,
  action: ImageAction,
  ids: readonly ImageId[],
): Promise<ImageRow[]> {
  const sound = ids.filter((id) => ID.test(id));
  const rows = await listImagesAnywhere(gallery.rooms.database.db, caller.accountId, sound);
  return rows.filter((row) => may(caller, action, row));
}

type UnwrapDataKey = (row: ShownRow) => Uint8Array;

/** Unwraps the data keys of rows; what the vault key of an epoch needs for that is derived once. */
function dataKeysOf(caller: Unlocked): UnwrapDataKey {
  const { accountId } = caller;
  const byEpoch = new Map<number, ReturnType<typeof dataKeyUnwrapper>>();
  return ({ id: imageId, sealed_key: sealedKey, key_epoch: epoch, bridge_key: bridge }) => {
    if (sealedKey === null || epoch === null) throw new DecryptionFailed();
    const unwrap = byEpoch.get(epoch) ?? dataKeyUnwrapper(keyOfEpoch(caller, epoch, bridge));
    byEpoch.set(epoch, unwrap);
    return unwrap(sealedKey, { accountId, imageId, epoch });
  };
}

/** Throws DecryptionFailed: the key or the details are not those of this owner's image, or not of this edit. */
function openRow({ accountId }: Unlocked, unwrapDataKey: UnwrapDataKey, row: ShownRow): OpenedImage {
  const dataKey = unwrapDataKey(row);
  const detailsPlace = { ownerId: accountId, imageId: row.id, edit: row.edit };
  const details = decodeDetails(openDetails(dataKey, detailsPlace, row.sealed_details));
  const { edit, key_epoch: epoch, sealed_key: key, sealed_details } = row;
  const sealed = { edit, epoch, key, details: sealed_details };
  return { id: row.id, ownerId: accountId, blobSet: row.blob_set, dataKey, details, sealed };
}

/** Whether opening the row would give the same: it is what that was opened from, byte for byte. */
function isOpenedFrom({ blobSet, sealed }: OpenedImage, row: ShownRow): boolean {
  return (
    row.edit === sealed.edit &&
    row.key_epoch === sealed.epoch &&
    row.blob_set === blobSet &&
    isSame(row.sealed_key, sealed.key) &&
    isSame(row.sealed_details, sealed.details)
  );
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && Buffer.compare(one, other) === 0;
}

/**
 * Opens one image.
 * @throws AppError image.damaged, once the audit trail says so
 */
export async function openImage(gallery: Gallery, caller: Unlocked, row: ImageRow): Promise<OpenedImage> {
  const opened = await findOpened(gallery, caller, row);
  if (opened === null) throw new AppError("image.damaged");
  return opened;
}

/** Opens many, giving way to other requests in between; null for one that is damaged. */
export async function openImages(
  gallery: Gallery,
  caller: Unlocked,
  rows: readonly ShownRow[],
): Promise<(OpenedImage | null)[]> {
  const opened: (OpenedImage | null)[] = [];
  const unwrapDataKey = dataKeysOf(caller);
  for (const row of rows) {
    if (opened.length > 0 && opened.length % OPENED_AT_ONCE === 0) await setImmediate();
    try {
      opened.push(openRow(caller, unwrapDataKey, row));
    } catch (error) {
      if (!(error instanceof DecryptionFailed)) throw error;
      await gallery.damage.record(caller.accountId, row.id, "key");
      opened.push(null);
    }
  }
  return opened;
}

/** Rows, and each of them opened; null for one that is damaged. */
export interface OpenedRows {
  readonly rows: readonly ShownRow[];
  readonly opened: readonly (OpenedImage | null)[];
}

/**
 * Reads rows for a page and opens them. What the caller's session has open already is not opened again where its row
 * is still the same; the rest is kept open, since its thumbnails are asked for next.
 */
export async function openListed(
  gallery: Gallery,
  caller: Unlocked,
  read: () => Promise<readonly ShownRow[]>,
): Promise<OpenedRows> {
  const keep = gallery.opened.keeping(caller.tokenHash);
  const rows = await read();
  const known = rows.map((row) => {
    const one = gallery.opened.find(caller.tokenHash, row.id);
    return one !== null && isOpenedFrom(one, row) ? one : null;
  });
  const fresh = await openImages(
    gallery,
    caller,
    rows.filter((_, at) => known[at] === null),
  );
  for (const one of fresh) if (one !== null) keep(one);
  const rest = fresh.values();
  return { rows, opened: known.map((one) => one ?? rest.next().value ?? null) };
}

async function findOpened(gallery: Gallery, caller: Unlocked, row: ImageRow): Promise<OpenedImage | null> {
  const [opened = null] = await openImages(gallery, caller, [row]);
  return opened;
}

/** The month a row is filed under, without opening it; null for an index that is not one of the caller's. */
export function monthOfRow(
  gallery: Gallery,
  caller: Unlocked,
  row: Pick<ImageRow, "month_index">,
): string | null {
  return gallery.monthNames(caller).get(Buffer.from(row.month_index).toString("hex")) ?? null;
}
