import { resolve } from "node:path";
import type { BlobPlace } from "./blob-place.ts";
import type { BlobStore } from "./blobs/blob-store.ts";
import { openDiskBlobs } from "./blobs/disk.ts";
import { openS3Blobs } from "./blobs/s3.ts";

/**
 * Opens the store of sealed pictures that lies there.
 * @param project what a folder that is not absolute is relative to
 * @param options.beside for another process than the one that owns a folder
 */
export async function openBlobsAt(
  place: BlobPlace,
  project: string,
  options: { readonly beside?: boolean } = {},
): Promise<BlobStore> {
  return place.kind === "folder"
    ? await openDiskBlobs(resolve(project, place.path), options)
    : await openS3Blobs(place);
}
