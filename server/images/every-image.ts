import type { Readable } from "node:stream";
import type { ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { favouritesAmong } from "../albums/favourites.ts";
import type { Gallery } from "./gallery.ts";
import { fileNameFor } from "./image-name.ts";
import { countImagesOf, listImagesAfter } from "./image-store.ts";
import { openImages } from "./open-image.ts";
import { openRendition } from "./open-rendition.ts";
import { presentDamaged, presentImage } from "./present-image.ts";
import { storedRendition } from "./stored-rendition.ts";
import { chooseTakenAt } from "./taken-at.ts";

// Everything a person has, the trash included, one after another: for taking it along.

const BATCH = 100;

export interface OwnImage {
  readonly image: Image;
  /** As a file of its format. */
  readonly fileName: string;
  /** Null where the details do not open. */
  readonly original: {
    readonly sizeBytes: number;
    /** Opens it anew each time; rejects with AppError image.damaged, not-found or storage.unavailable. */
    open(): Promise<Buffer | Readable>;
  } | null;
}

export async function countEverything(
  gallery: Gallery,
  caller: Unlocked,
): Promise<{ images: number; sizeBytes: number }> {
  return await countImagesOf(gallery.rooms.database.db, caller.accountId);
}

/** In the order of their ids; what is uploaded meanwhile may or may not be among them. */
export async function* everyImage(gallery: Gallery, caller: Unlocked): AsyncGenerator<OwnImage, void, void> {
  let after = "" as ImageId;
  for (;;) {
    const rows = await listImagesAfter(gallery.rooms.database.db, caller.accountId, after, BATCH);
    const opened = await openImages(gallery, caller, rows);
    const ids = rows.map((row) => row.id);
    const favourites = await favouritesAmong(gallery, caller, ids);
    for (const [at, row] of rows.entries()) {
      const one = opened[at] ?? null;
      if (one === null) {
        const image = presentDamaged(row, chooseTakenAt(null, null, row.uploaded_at));
        yield { image, fileName: image.name, original: null };
        continue;
      }
      const stored = storedRendition(one, "original");
      const whole = { start: 0, end: stored.sizeBytes - 1 };
      yield {
        image: presentImage(row, one, favourites.has(row.id)),
        fileName: fileNameFor(one.details.name, stored.format),
        original: {
          sizeBytes: stored.sizeBytes,
          open: () => openRendition(gallery, caller, one, stored, whole),
        },
      };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = last.id;
  }
}
