import { setImmediate } from "node:timers/promises";
import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { monthIndex } from "../crypto/blind-index.ts";
import type { Gallery } from "./gallery.ts";
import type { ImageDetails } from "./image-details.ts";
import { listImagesByIds, listMonthIds } from "./image-store.ts";
import { listMonths } from "./list-images.ts";
import { openImages } from "./open-image.ts";

// The details of all that is not in the trash, for those who keep something of them in memory while the vault is open.

export interface KnownImage {
  readonly id: ImageId;
  readonly details: ImageDetails;
}

/** Rows that are read in one query: more would hold up everybody else. */
const READ_AT_ONCE = 200;

/**
 * What `pick` makes of each, by months: newest month first, in no order inside a month. What is damaged is left out.
 * Gives way to others in between.
 */
export async function* everyDetails<T>(
  gallery: Gallery,
  caller: Unlocked,
  pick: (known: KnownImage) => T,
): AsyncGenerator<readonly T[], void, void> {
  const { db } = gallery.rooms.database;
  for (const { month } of await listMonths(gallery, caller)) {
    const index = monthIndex(caller.vault.indexKey, month);
    const ids = (await listMonthIds(db, caller.accountId, [index])).map((row) => row.id);
    const picked: T[] = [];
    for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
      const known = await findDetails(gallery, caller, ids.slice(from, from + READ_AT_ONCE));
      for (const one of known) picked.push(pick(one));
    }
    yield picked;
  }
}

/** Those of these ids that the caller has, and not in the trash. */
export async function findDetails(
  gallery: Gallery,
  caller: Unlocked,
  ids: readonly ImageId[],
): Promise<KnownImage[]> {
  const known: KnownImage[] = [];
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const some = ids.slice(from, from + READ_AT_ONCE);
    const rows = await listImagesByIds(gallery.rooms.database.db, caller.accountId, some);
    for (const opened of await openImages(gallery, caller, rows)) {
      if (opened !== null) known.push({ id: opened.id, details: opened.details });
    }
  }
  return known;
}

/** How many of these ids the caller has, and not in the trash; nothing is opened. */
export async function countShown(
  gallery: Gallery,
  caller: Unlocked,
  ids: readonly ImageId[],
): Promise<number> {
  let count = 0;
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const some = ids.slice(from, from + READ_AT_ONCE);
    count += (await listImagesByIds(gallery.rooms.database.db, caller.accountId, some)).length;
    await setImmediate();
  }
  return count;
}
