import type { AccountId, AlbumId, ImageId, UploadId } from "#contract/ids.ts";
import type { RenditionKind } from "#contract/images.ts";
import type { AuditVerdict } from "../audit/verify-audit.ts";

// What a check of everything found.

/** `changed`: other bytes than were sealed. `unreadable`: the store could not give them. */
export type BlobFault = "missing" | "changed" | "unreadable";

/** Something that there should be and is not, or not as it was. */
export type Loss =
  | {
      readonly kind: "blob";
      readonly imageId: ImageId;
      readonly accountId: AccountId;
      readonly rendition: RenditionKind;
      readonly blobKey: string;
      readonly fault: BlobFault;
    }
  | { readonly kind: "key"; readonly imageId: ImageId; readonly accountId: AccountId }
  | { readonly kind: "piece"; readonly uploadId: UploadId; readonly blobKey: string };

export interface Orphans {
  readonly count: number;
  readonly sizeBytes: number;
  /** How many of them were deleted. */
  readonly removed: number;
}

/** What does not open in a vault that was opened, or says another thing than its row. */
export interface VaultFault {
  readonly id: ImageId | AlbumId;
  readonly part: "key" | "details" | "index" | "copy" | RenditionKind;
}

export interface VaultVerdict {
  readonly accountId: AccountId;
  readonly images: number;
  readonly albums: number;
  readonly faults: readonly VaultFault[];
  /** Whether its key was replaced meanwhile: then it says nothing. */
  readonly isReplaced: boolean;
}

export type CanaryVerdict = "opens" | "absent" | "damaged" | "keys-unavailable";

export interface Verdict {
  readonly images: number;
  readonly blobs: number;
  readonly sizeBytes: number;
  readonly losses: readonly Loss[];
  readonly orphans: Orphans;
  readonly audit: AuditVerdict;
  readonly canary: CanaryVerdict;
  /** Of the person whose token was shown. */
  readonly own: VaultVerdict | null;
}

export function isWholeVault(vault: VaultVerdict): boolean {
  return vault.faults.length === 0 && !vault.isReplaced;
}

/** Whether there is nothing to say. */
export function isWhole({ losses, orphans, audit, canary, own }: Verdict): boolean {
  return (
    losses.length === 0 &&
    orphans.count === orphans.removed &&
    audit.fault === null &&
    canary === "opens" &&
    (own === null || isWholeVault(own))
  );
}
