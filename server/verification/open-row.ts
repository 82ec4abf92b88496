import type { Unlocked } from "../access/caller.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { unwrapDataKey } from "../crypto/vault-keys.ts";
import type { ImageRow } from "../images/image-store.ts";
import { keyOfEpoch } from "../vault/key-of-epoch.ts";

/** Whose vault it is, with its keys. */
export type VaultOwner = Pick<Unlocked, "accountId" | "vault">;

/** @throws DecryptionFailed */
export function dataKeyOf(owner: VaultOwner, row: ImageRow): Buffer {
  const { sealed_key: sealedKey, key_epoch: epoch, id: imageId, bridge_key: bridge } = row;
  if (sealedKey === null || epoch === null) throw new DecryptionFailed();
  const place = { accountId: owner.accountId, imageId, epoch };
  return unwrapDataKey(keyOfEpoch(owner, epoch, bridge), sealedKey, place);
}
