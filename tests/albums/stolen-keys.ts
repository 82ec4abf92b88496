import type { Unlocked } from "../../server/access/caller.ts";
import { unwrapAlbumDataKey, unwrapAlbumKey, unwrapDataKey } from "../../server/crypto/vault-keys.ts";
import type { MemoryApp } from "../support/memory-app.ts";

/** An image's data key, as the vault key opens it and as the album key does. */
export async function albumKeys(
  { database: { db } }: MemoryApp,
  { accountId, vault: { vaultKey, epoch } }: Unlocked,
  albumId: string,
  imageId: string,
): Promise<[fromVault: Buffer, fromAlbum: Buffer]> {
  const keys = await db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("image_id", "=", imageId as never)
    .execute();
  const held = (holder: string) => {
    const found = keys.find((key) => key.holder === holder);
    if (found === undefined) throw new Error(`no key of ${holder}`);
    return found;
  };
  const album = await db
    .selectFrom("albums")
    .selectAll()
    .where("id", "=", albumId as never)
    .executeTakeFirstOrThrow();
  const albumKey = unwrapAlbumKey(vaultKey, album.sealed_key, { accountId, albumId, epoch: album.epoch });
  const copy = held(albumId);
  return [
    unwrapDataKey(vaultKey, held("vault").sealed_key, { accountId, imageId, epoch }),
    unwrapAlbumDataKey(albumKey, copy.sealed_key, { accountId, albumId, imageId, epoch: copy.epoch }),
  ];
}
