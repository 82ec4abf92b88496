import type { ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { favouritesAmong } from "../albums/favourites.ts";
import { openCursor, sealCursor } from "../crypto/cursor.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "./gallery.ts";
import { countByMonth, listImagesByIds } from "./image-store.ts";
import { indexAfter, type MonthCount, type Placed } from "./month-order.ts";
import { monthOfRow, openListed } from "./open-image.ts";
import { placeMonths } from "./place-images.ts";
import { presentDamaged, presentImage } from "./present-image.ts";
import { isTakenAt, monthOf } from "./taken-at.ts";

// Images by the time they were taken. The order comes from memory (month-order.ts), so a page opens no more
// rows than it shows; a cursor is a place in time, encrypted, and stays good when images come and go.

export interface PageAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page {
  readonly items: Image[];
  readonly nextCursor: string | null;
}

const MONTH = /^\d{4}-\d\d$/;

/** The months that hold images, newest first. */
export function listMonths(gallery: Gallery, caller: Unlocked): Promise<readonly MonthCount[]> {
  return gallery.orders.months(caller.accountId, async () => {
    const counts = new Map<string, number>();
    for (const row of await countByMonth(gallery.rooms.database.db, caller.accountId)) {
      const month = monthOfRow(gallery, caller, row);
      // An index that is not of this vault stands for no month; `verify` finds such rows.
      if (month !== null) counts.set(month, row.count);
    }
    return counts;
  });
}

/**
 * All images, newest first.
 * @throws AppError request.invalid for a cursor that is not of this list
 */
export async function listImages(gallery: Gallery, caller: Unlocked, asked: PageAsked): Promise<Page> {
  const scope = `images/${caller.accountId}`;
  const after = readPlace(gallery, scope, asked.cursor);
  const months: string[] = [];
  let held = 0;
  let isCut = false;
  for (const { month, count } of await listMonths(gallery, caller)) {
    if (after !== null && month > monthOf(after.takenAt)) continue;
    isCut = held > asked.limit;
    if (isCut) break;
    months.push(month);
    // The month of the place itself may have nothing left.
    if (after === null || month !== monthOf(after.takenAt)) held += count;
  }
  return pageOf(gallery, caller, { scope, after, limit: asked.limit, months, isCut });
}

/** Whether a text names a month that can hold images. */
export function isMonth(text: string): boolean {
  return MONTH.test(text) && isTakenAt(`${text}-01T00:00:00`);
}

/**
 * The images of one month, newest first; none in a month that is not one.
 * @throws AppError request.invalid for a cursor that is not of this list, or stands beside an index
 */
export async function listMonthImages(
  gallery: Gallery,
  caller: Unlocked,
  month: string,
  asked: PageAsked & { readonly from?: number | undefined },
): Promise<Page> {
  const { cursor, limit, from } = asked;
  if (cursor !== undefined && from !== undefined) {
    throw new AppError("request.invalid", { errors: [{ path: "query.from", reason: "beside a cursor" }] });
  }
  if (!isMonth(month)) {
    if (cursor !== undefined) throw badCursor();
    return { items: [], nextCursor: null };
  }
  const scope = `month/${caller.accountId}/${month}`;
  const after = readPlace(gallery, scope, cursor);
  return pageOf(gallery, caller, { scope, after, from, limit, months: [month], isCut: false });
}

/** The order of the images in one month, newest first. */
export async function orderOfMonth(
  gallery: Gallery,
  caller: Unlocked,
  month: string,
): Promise<readonly Placed[]> {
  const orders = await gallery.orders.orders(caller.accountId, [month], (missing) =>
    placeMonths(gallery, caller, missing),
  );
  return orders.get(month) ?? [];
}

interface PagePlan {
  readonly scope: string;
  readonly after: Placed | null;
  /** Of the first image, where the page does not begin after a place. */
  readonly from?: number | undefined;
  readonly limit: number;
  /** Newest first; together they hold the page, or all there is. */
  readonly months: readonly string[];
  /** There are older months that the page should not need. */
  readonly isCut: boolean;
}

async function pageOf(gallery: Gallery, caller: Unlocked, plan: PagePlan): Promise<Page> {
  const { after, limit } = plan;
  const orders = await gallery.orders.orders(caller.accountId, plan.months, (missing) =>
    placeMonths(gallery, caller, missing),
  );
  const places: Placed[] = [];
  for (const month of plan.months) {
    const order = orders.get(month) ?? [];
    const isAfter = after !== null && month === monthOf(after.takenAt);
    const from = isAfter ? indexAfter(order, after) : (plan.from ?? 0);
    places.push(...order.slice(from, from + limit + 1 - places.length));
    if (places.length > limit) break;
  }
  const shown = places.slice(0, limit);
  const last = shown.at(-1);
  const isMore = places.length > limit || plan.isCut;
  return {
    items: await presentPlaces(gallery, caller, shown),
    nextCursor:
      isMore && last !== undefined
        ? sealCursor(gallery.rooms.secrets.cursorKey, plan.scope, [last.takenAt, last.id])
        : null,
  };
}

/** The images at these places; those that were trashed since are left out. */
export async function presentPlaces(
  gallery: Gallery,
  caller: Unlocked,
  places: readonly Placed[],
): Promise<Image[]> {
  const ids = places.map((place) => place.id);
  const { rows, opened } = await openListed(gallery, caller, () =>
    listImagesByIds(gallery.rooms.database.db, caller.accountId, ids),
  );
  const favourites = await favouritesAmong(gallery, caller, ids);
  const at = new Map(rows.map((row, index) => [row.id, index]));
  return places.flatMap((place) => {
    const index = at.get(place.id);
    if (index === undefined) return [];
    const [row, image] = [rows[index]!, opened[index]];
    return [image ? presentImage(row, image, favourites.has(row.id)) : presentDamaged(row, place.takenAt)];
  });
}

function badCursor(): AppError {
  return new AppError("request.invalid", { errors: [{ path: "query.cursor", reason: "not of this list" }] });
}

/** @throws AppError request.invalid for a cursor that is not of this list */
export function readPlace(gallery: Gallery, scope: string, cursor: string | undefined): Placed | null {
  if (cursor === undefined) return null;
  const value = openCursor(gallery.rooms.secrets.cursorKey, scope, cursor);
  if (!Array.isArray(value)) throw badCursor();
  const [takenAt, id] = value as unknown[];
  if (typeof takenAt !== "string" || typeof id !== "string") throw badCursor();
  return { takenAt, id: id as ImageId };
}
