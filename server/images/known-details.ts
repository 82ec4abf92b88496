import { setImmediate } from "node:timers/promises";
import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Rooms } from "../rooms.ts";
import type { Gallery } from "./gallery.ts";
import type { ImageDetails } from "./image-details.ts";
import { countByMonth, listHeldEdits, listImagesByIds, listMonthIds } from "./image-store.ts";
import { monthOfRow, openImages } from "./open-image.ts";

// The details of all that is not in the trash, for those who keep something of them in memory while the vault is open.

export interface KnownImage {
  readonly id: ImageId;
  /** Counts the changes of the details. */
  readonly edit: number;
  readonly details: ImageDetails;
}

/** A month that holds something besides what lies in the trash. */
export interface HeldMonth {
  readonly month: string;
  readonly index: Uint8Array;
  readonly count: number;
}

/** Rows that are read in one query: more would hold up everybody else. */
const READ_AT_ONCE = 200;

/** Newest first, counted anew. An index that is not of this vault stands for no month. */
export async function listHeldMonths(gallery: Gallery, caller: Unlocked): Promise<HeldMonth[]> {
  const rows = await countByMonth(gallery.rooms.database.db, caller.accountId);
  return rows
    .flatMap((row) => {
      const month = monthOfRow(gallery, caller, row);
      return month === null ? [] : [{ month, index: row.month_index, count: row.count }];
    })
    .sort((one, other) => (one.month < other.month ? 1 : -1));
}

/** The details of what a month holds besides those ids, in no order; what is damaged is left out. */
export async function findDetailsOfMonth(
  gallery: Gallery,
  caller: Unlocked,
  { index }: HeldMonth,
  known: { has(id: ImageId): boolean },
): Promise<KnownImage[]> {
  const rows = await listMonthIds(gallery.rooms.database.db, caller.accountId, [index]);
  return await findDetails(
    gallery,
    caller,
    rows.flatMap(({ id }) => (known.has(id) ? [] : [id])),
  );
}

/**
 * Whether all of these are as they were opened, and not in the trash; if so they stay that way until the transaction
 * ends.
 */
export async function holdKnown(
  { dialect }: Rooms["database"],
  transaction: Rooms["database"]["db"],
  known: readonly KnownImage[],
): Promise<boolean> {
  for (let from = 0; from < known.length; from += READ_AT_ONCE) {
    const some = known.slice(from, from + READ_AT_ONCE);
    const ids = some.map(({ id }) => id);
    const rows = await listHeldEdits(transaction, dialect, ids);
    const edits = new Map(rows.map(({ id, edit }) => [id, edit]));
    if (!some.every(({ id, edit }) => edits.get(id) === edit)) return false;
  }
  return true;
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
    const opened = await openImages(gallery, caller, rows);
    rows.forEach(({ id, edit }, at) => {
      const details = opened[at]?.details;
      if (details !== undefined) known.push({ id, edit, details });
    });
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
