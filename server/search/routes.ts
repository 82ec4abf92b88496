import { searchImages } from "#contract/search.ts";
import type { Door } from "../http/serve.ts";
import { findImages, type SearchedGallery } from "./find-images.ts";
import { sealAhead } from "./seal-ahead.ts";
import { vaultIndexes } from "./vault-indexes.ts";

/** Finding pictures by words. */
export function mountSearch(door: Door, gallery: SearchedGallery): void {
  const indexes = vaultIndexes(gallery);
  sealAhead(gallery);
  door.serve(searchImages, async ({ caller, body }) => ({
    status: 200,
    body: await findImages(gallery, indexes, caller, body),
  }));
}
