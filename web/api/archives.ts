import { createArchive, getArchive } from "../../contract/archives.ts";
import { LIMITS } from "../../contract/limits.ts";
import { call } from "./call.ts";
import { downloadUrl } from "./pictures.ts";
import { problemOf } from "./problem-error.ts";
import { urlOf } from "./url-of.ts";

// Many pictures in one file. The browser fetches it by itself, so that it can be halted and gone on with, and no page
// holds it in memory.

/** What became of a wish to download: how many come, and how many of those that were wished for do not. */
export interface Downloading {
  readonly images: number;
  readonly leftOut: number;
}

/**
 * Downloads chosen pictures: one as it is, several as a ZIP.
 * @throws what `call` throws, and archive.too-large for more than one archive holds
 */
export async function downloadArchive(imageIds: readonly string[]): Promise<Downloading> {
  const [only, ...more] = imageIds;
  if (only !== undefined && more.length === 0) {
    save(downloadUrl(only));
    return { images: 1, leftOut: 0 };
  }
  if (imageIds.length > LIMITS.archiveImages) throw problemOf("archive.too-large");
  return await fetchArchive({ imageIds: [...imageIds] });
}

/** Downloads all that an album shows. @throws what `call` throws */
export async function downloadAlbum(albumId: string): Promise<Downloading> {
  return await fetchArchive({ albumId });
}

async function fetchArchive(asked: { imageIds?: string[]; albumId?: string }): Promise<Downloading> {
  const { id, images, leftOut } = await call(createArchive, { body: asked });
  save(urlOf(getArchive, { params: { id } }));
  return { images, leftOut };
}

/** Lets the browser save what lies there; the server says under which name. */
function save(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}
