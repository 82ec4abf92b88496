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
import { findImage, type ImageRow, listImagesAnywhere } from "./image-store.ts";
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

type UnwrapDataKey = (row: ImageRow) => Uint8Array;

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
function openRow({ accountId }: Unlocked, unwrapDataKey: UnwrapDataKey, row: ImageRow): OpenedImage {
  const dataKey = unwrapDataKey(row);
  const detailsPlace = { ownerId: accountId, imageId: row.id, edit: row.edit };
  const details = decodeDetails(openDetails(dataKey, detailsPlace, row.sealed_details));
  return { id: row.id, ownerId: accountId, blobSet: row.blob_set, dataKey, details };
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
  rows: readonly ImageRow[],
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
