import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { monthIndex } from "../crypto/blind-index.ts";
import { countEntries, monthKeyOf, openPieces, piecesByMonth } from "../pieces/open-pieces.ts";
import type { PieceEntry } from "../pieces/seal-piece.ts";
import type { Gallery } from "./gallery.ts";
import { countByMonth, listImagesByIds, listMonthIds } from "./image-store.ts";
import type { Placed } from "./month-order.ts";
import { monthOfRow, openImages } from "./open-image.ts";
import { DAMAGED_SHAPE, shapeOf } from "./shape-of.ts";
import { monthOf } from "./taken-at.ts";

// Where images stand in time: by the sealed pieces of their months where there are some, since opening one tells of up
// to a thousand images, and otherwise by opening each.

/** Rows that are opened in one query. */
const OPENED_AT_ONCE = 500;

/** All that is in these months and not in the trash, in no order. */
export async function placeMonths(
  gallery: Gallery,
  caller: Unlocked,
  months: readonly string[],
): Promise<Map<string, Placed[]>> {
  const placed = await placeByPieces(gallery, caller, months);
  const orders = new Map(months.map((month) => [month, placed.get(month)?.places ?? []]));
  const incomplete = months.filter((month) => placed.get(month)?.isWhole !== true);
  const indexes = incomplete.map((month) => monthIndex(caller.vault.indexKey, month));
  const rows = await listMonthIds(gallery.rooms.database.db, caller.accountId, indexes);
  const missing = new Set(rows.map(({ id }) => id));
  for (const month of incomplete) {
    // What has gone since its piece was opened is left out.
    const known = (orders.get(month) ?? []).filter(({ id }) => missing.delete(id));
    orders.set(month, known);
  }
  const ids = [...missing];
  for (let from = 0; from < ids.length; from += OPENED_AT_ONCE) {
    const places = await placesOf(gallery, caller, ids.slice(from, from + OPENED_AT_ONCE));
    for (const { month, ...one } of places) orders.get(month)?.push(one);
  }
  return orders;
}

/** The images with the month that each is filed under, opened for that; the trash left out. */
export async function placesOf(
  gallery: Gallery,
  caller: Unlocked,
  ids: readonly ImageId[],
): Promise<(Placed & { readonly month: string })[]> {
  const rows = await listImagesByIds(gallery.rooms.database.db, caller.accountId, ids);
  const opened = await openImages(gallery, caller, rows);
  return rows.flatMap((row, at) => {
    const month = monthOfRow(gallery, caller, row);
    if (month === null) return [];
    const details = opened[at]?.details;
    // A damaged image stands at the end of its month.
    const takenAt = details?.takenAt.slice(0, 19) ?? `${month}-01T00:00:00`;
    const shape = details === undefined ? DAMAGED_SHAPE : shapeOf(details);
    return [{ id: row.id, takenAt, shape, month }];
  });
}

interface PlacedMonth {
  readonly places: Placed[];
  /** Nothing is missing. */
  readonly isWhole: boolean;
}

/** What the pieces tell; damaged images are in none. A month without pieces is left out. */
async function placeByPieces(
  gallery: Gallery,
  caller: Unlocked,
  months: readonly string[],
): Promise<Map<string, PlacedMonth>> {
  const { rooms } = gallery;
  const names = new Map(
    months.map((month) => {
      const index = monthIndex(caller.vault.indexKey, month);
      return [monthKeyOf(index), { month, index }];
    }),
  );
  const indexes = [...names.values()].map(({ index }) => index);
  // The order of these three matters: see open-pieces.ts.
  const pieces = await piecesByMonth(rooms, caller, indexes);
  if (pieces.size === 0) return new Map();
  const counted = await countByMonth(rooms.database.db, caller.accountId, indexes);
  const opened = await openPieces(rooms, caller, [...pieces.values()].flat());

  const counts = new Map(counted.map((row) => [monthKeyOf(row.month_index), row.count]));
  const placed = new Map<string, PlacedMonth>();
  for (const [key, some] of pieces) {
    const { month = "" } = names.get(key) ?? {};
    const count = counts.get(key) ?? 0;
    const entries = some.flatMap(({ id }) => opened.get(id) ?? []);
    if (countEntries(some) > count || !areOf(month, entries)) continue;
    placed.set(month, { places: entries.map(placeOf), isWhole: entries.length === count });
  }
  return placed;
}

/** Whether each is of that month and there once: whoever writes into the database may have moved a piece, or copied it. */
function areOf(month: string, entries: readonly PieceEntry[]): boolean {
  const ids = new Set(entries.map(({ id }) => id));
  return ids.size === entries.length && entries.every(({ takenAt }) => monthOf(takenAt) === month);
}

function placeOf({ id, takenAt, ratio, sizeBytes }: PieceEntry): Placed {
  return { id, takenAt, shape: { ratio, sizeBytes } };
}
