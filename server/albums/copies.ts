import type { AlbumId, ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { albumDataKeyUnwrapper, wrapAlbumDataKey } from "../crypto/vault-keys.ts";
import type { Gallery } from "../images/gallery.ts";
import type { Rooms } from "../rooms.ts";
import { type Copy, listCopiesAmong, listCopiesOf } from "./copy-store.ts";
import type { OpenedAlbum } from "./open-album.ts";

// An image is in an album when the album's copy of its data key opens: a row that somebody else wrote into the
// database puts nothing there.

/** The album's copy of an image's data key, sealed. */
export function sealCopy(
  caller: Unlocked,
  { row, albumKey }: OpenedAlbum,
  imageId: ImageId,
  dataKey: Uint8Array,
): Copy {
  const { accountId } = caller;
  const epoch = row.key_epoch;
  return {
    image_id: imageId,
    holder: row.id,
    account_id: accountId,
    epoch,
    sealed_key: wrapAlbumDataKey(albumKey, dataKey, { accountId, albumId: row.id, imageId, epoch }),
  };
}

/** Those of the images that are in the album. A copy that does not open goes into the audit trail. */
export async function imagesInAlbum(
  gallery: Gallery,
  caller: Unlocked,
  album: OpenedAlbum,
  imageIds: readonly ImageId[],
): Promise<ReadonlySet<ImageId>> {
  const copies = await listCopiesAmong(gallery.rooms.database.db, album.row.id, imageIds);
  return await checkCopies(gallery, caller, album, copies);
}

/** The images whose copies open. */
export async function checkCopies(
  gallery: Gallery,
  { accountId }: Unlocked,
  { row, albumKey }: OpenedAlbum,
  copies: readonly Copy[],
): Promise<ReadonlySet<ImageId>> {
  const unwrap = albumDataKeyUnwrapper(albumKey);
  const found = new Set<ImageId>();
  for (const { image_id: imageId, epoch, sealed_key: sealedKey } of copies) {
    try {
      unwrap(sealedKey, { accountId, albumId: row.id, imageId, epoch });
      found.add(imageId);
    } catch (error) {
      if (!(error instanceof DecryptionFailed)) throw error;
      await gallery.damage.record(accountId, imageId, "copy");
    }
  }
  return found;
}

/** The albums that an image is in. */
export async function albumsOf(db: Rooms["database"]["db"], imageId: ImageId): Promise<AlbumId[]> {
  return (await listCopiesOf(db, imageId)).map((copy) => copy.holder as AlbumId);
}
