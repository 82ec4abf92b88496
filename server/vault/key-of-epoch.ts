import type { Unlocked } from "../access/caller.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { unwrapBridge } from "../crypto/vault-keys.ts";

/**
 * The vault key of a row's epoch: the present one, or across the bridge the one before it.
 * @throws DecryptionFailed for any other epoch
 */
export function keyOfEpoch(
  caller: Pick<Unlocked, "accountId" | "vault">,
  epoch: number,
  bridge: Uint8Array | null,
): Uint8Array {
  const { accountId, vault } = caller;
  if (epoch === vault.epoch) return vault.vaultKey;
  if (bridge === null || epoch !== vault.epoch - 1) throw new DecryptionFailed();
  return unwrapBridge(vault.vaultKey, bridge, { accountId, epoch: vault.epoch });
}
