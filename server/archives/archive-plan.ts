import type { ArchiveId, ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { infoFor } from "../crypto/infos.ts";
import { openSecret, sealSecret } from "../crypto/sealed-secret.ts";
import { vaultSubkey } from "../crypto/vault-keys.ts";

// What is to be in an archive, sealed under the vault key: names are private, and any process that serves the
// instance can fetch what another has prepared.

export interface PlannedEntry {
  readonly id: ImageId;
  readonly path: string;
  /** Local wall time. */
  readonly modifiedAt: string;
  readonly sizeBytes: number;
  /** CRC-32; null where it was not noted when the picture came. */
  readonly checksum: number | null;
}

export interface ArchivePlan {
  readonly v: 1;
  /** What the file is called. */
  readonly fileName: string;
  readonly entries: readonly PlannedEntry[];
}

const placeOf = (caller: Unlocked, archiveId: ArchiveId) =>
  infoFor("archive-plan", { accountId: caller.accountId, archiveId, epoch: caller.vault.epoch });

export function sealPlan(caller: Unlocked, id: ArchiveId, plan: ArchivePlan): Buffer {
  const key = vaultSubkey(caller.vault.vaultKey, "archives");
  return sealSecret(key, placeOf(caller, id), Buffer.from(JSON.stringify(plan)));
}

/** Null for one that does not open: of another vault key, or tampered with. It is made anew easily. */
export function openPlan(caller: Unlocked, id: ArchiveId, sealed: Uint8Array): ArchivePlan | null {
  try {
    const opened = openSecret(vaultSubkey(caller.vault.vaultKey, "archives"), placeOf(caller, id), sealed);
    // Safe because what was sealed is what sealPlan made.
    return JSON.parse(opened.toString()) as ArchivePlan;
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}
