import type { UploadReceipt } from "#contract/images.ts";

/**
 * Whether the server received what the file holds. Over plain http browsers offer no digest: then the size alone
 * speaks.
 * @throws DOMException when the file cannot be read any more
 */
export async function isWhatWasSent(file: Blob, receipt: UploadReceipt): Promise<boolean> {
  if (receipt.sizeBytes !== file.size) return false;
  if (!globalThis.isSecureContext) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === receipt.sha256;
}
