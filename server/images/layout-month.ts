import type { MonthLayout } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "./gallery.ts";
import { listImagesByIds } from "./image-store.ts";
import { isMonth, orderOfMonth } from "./list-images.ts";
import type { Placed } from "./month-order.ts";
import { openImages } from "./open-image.ts";
import { DAMAGED_SHAPE, shapeOf } from "./shape-of.ts";

// A month as a page needs it to place every picture before it asks for any: from the order in memory, so that a
// month that was opened once costs no query and opens nothing.

/** Rows that are opened in one query, where shapes are missing. */
const OPENED_AT_ONCE = 500;

/** The layout of one month; an empty one where nothing can be. */
export async function layoutMonth(gallery: Gallery, caller: Unlocked, month: string): Promise<MonthLayout> {
  const layout: MonthLayout = { ids: [], seconds: [], ratios: [], sizes: [] };
  if (!isMonth(month)) return layout;
  // A copy: others may come and go while missing shapes are read.
  const order = [...(await orderOfMonth(gallery, caller, month))];
  await addShapes(gallery, caller, order);
  const begin = Date.parse(`${month}-01T00:00:00Z`);
  for (const { id, takenAt, shape = DAMAGED_SHAPE } of order) {
    layout.ids.push(id);
    layout.seconds.push((Date.parse(`${takenAt}Z`) - begin) / 1000);
    layout.ratios.push(shape.ratio);
    layout.sizes.push(shape.sizeBytes);
  }
  return layout;
}

/** Gives a shape to those that came in without, and leaves it with them. */
async function addShapes(gallery: Gallery, caller: Unlocked, order: readonly Placed[]): Promise<void> {
  const missing = new Map(order.filter(({ shape }) => shape === undefined).map((one) => [one.id, one]));
  const ids = [...missing.keys()];
  for (let from = 0; from < ids.length; from += OPENED_AT_ONCE) {
    const some = ids.slice(from, from + OPENED_AT_ONCE);
    const rows = await listImagesByIds(gallery.rooms.database.db, caller.accountId, some);
    const opened = await openImages(gallery, caller, rows);
    rows.forEach(({ id }, n) => {
      const placed = missing.get(id);
      if (placed) placed.shape = opened[n] ? shapeOf(opened[n].details) : DAMAGED_SHAPE;
    });
  }
}
