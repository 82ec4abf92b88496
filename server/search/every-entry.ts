import type { ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "../images/gallery.ts";
import {
  findDetailsOfMonth,
  type HeldMonth,
  holdKnown,
  type KnownImage,
  listHeldMonths,
} from "../images/known-details.ts";
import { comparePlaced } from "../images/month-order.ts";
import {
  countEntries,
  monthKeyOf,
  type OpenedPieces,
  openPieces,
  type Piece,
  piecesByMonth,
} from "../pieces/open-pieces.ts";
import { replacePieces } from "../pieces/replace-pieces.ts";
import type { PieceEntry } from "../pieces/seal-piece.ts";
import { entryOf } from "./entry-of.ts";

// All that can be found in a vault, read from sealed pieces where there are some, and from the pictures' details
// where there are none; these are then sealed into pieces for the next time.

/** A month with more pictures than this is sealed in parts, so that one change does not undo all of it. */
const MOST_IN_PIECE = 1000;
/** Entries that are read before others get their turn. */
const READ_AT_ONCE = 5000;

interface MonthPieces extends HeldMonth {
  readonly keys: readonly Piece[];
}

const countOf = ({ keys }: MonthPieces): number => countEntries(keys);
const isWhole = (month: MonthPieces): boolean => countOf(month) === month.count;

/**
 * What can be found of everything that is not in the trash, newest months first. What is damaged is left out. Gives
 * way to others in between.
 */
export async function* everyEntry(
  gallery: Gallery,
  caller: Unlocked,
): AsyncGenerator<readonly PieceEntry[], void, void> {
  let together: MonthPieces[] = [];
  let held = 0;
  for (const month of await listMonthPieces(gallery, caller)) {
    together.push(month);
    held += month.count;
    if (held < READ_AT_ONCE) continue;
    yield await entriesOf(gallery, caller, together);
    together = [];
    held = 0;
  }
  yield await entriesOf(gallery, caller, together);
}

/** Seals what is in no piece yet, if that is so many pictures. Stops where it may not go on. */
export async function sealMissing(
  gallery: Gallery,
  caller: Unlocked,
  atLeast: number,
  mayGoOn: () => boolean,
): Promise<void> {
  const months = await listMonthPieces(gallery, caller);
  const missing = months.reduce((sum, month) => sum + Math.abs(month.count - countOf(month)), 0);
  if (missing < atLeast) return;
  for (const month of months) {
    if (!mayGoOn()) return;
    if (!isWhole(month)) await entriesOf(gallery, caller, [month]);
  }
}

async function listMonthPieces(gallery: Gallery, caller: Unlocked): Promise<MonthPieces[]> {
  const byMonth = await piecesByMonth(gallery.rooms, caller, "all");
  const months = await listHeldMonths(gallery, caller);
  return months.map((month) => ({ ...month, keys: byMonth.get(monthKeyOf(month.index)) ?? [] }));
}

async function entriesOf(
  gallery: Gallery,
  caller: Unlocked,
  months: readonly MonthPieces[],
): Promise<PieceEntry[]> {
  const all: PieceEntry[] = [];
  const opened = await openPieces(
    gallery.rooms,
    caller,
    months.flatMap(({ keys }) => keys),
  );
  for (const month of months) {
    const isOpened = month.keys.every(({ id }) => opened.has(id));
    if (isOpened && isWhole(month)) for (const { id } of month.keys) all.push(...(opened.get(id) ?? []));
    else all.push(...(await completeMonth(gallery, caller, month, opened)));
  }
  return all;
}

/** Opens the pictures of a month that its pieces lack, and seals what it found. */
async function completeMonth(
  gallery: Gallery,
  caller: Unlocked,
  month: MonthPieces,
  opened: OpenedPieces,
): Promise<PieceEntry[]> {
  // More than there are, which nothing of ours makes: none of them is believed.
  const keys = countOf(month) > month.count ? [] : month.keys;
  const kept = keys.flatMap(({ id }) => opened.get(id) ?? []);
  const ids = new Set<ImageId>(kept.map(({ id }) => id));
  const fresh = await findDetailsOfMonth(gallery, caller, month, ids);
  const entries = [...kept, ...fresh.map(entryOf)];
  const usable = new Set(keys.filter(({ id }) => opened.has(id)).map(({ id }) => id));
  try {
    await sealMonth(gallery, caller, { month, usable, fresh, entries });
  } catch (error) {
    gallery.rooms.log.debug({ err: error }, "no pieces were sealed for searching");
  }
  return entries;
}

interface MonthToSeal {
  readonly month: MonthPieces;
  /** Keys whose pieces may stay as they are. */
  readonly usable: ReadonlySet<string>;
  /** What is in no piece yet. */
  readonly fresh: readonly KnownImage[];
  readonly entries: readonly PieceEntry[];
}

async function sealMonth(
  gallery: Gallery,
  caller: Unlocked,
  { month, usable, fresh, entries }: MonthToSeal,
): Promise<void> {
  const isParted = entries.length > MOST_IN_PIECE || month.keys.some(({ part }) => part !== "");
  const partOf = (id: ImageId): string => (isParted ? id.slice(0, 1) : "");
  const changed = new Set(fresh.map(({ id }) => partOf(id)));
  const [kept, replaced] = [new Set<string>(), new Set<string>()];
  for (const { id, part } of month.keys) {
    const stays = usable.has(id) && !changed.has(part) && isParted === (part !== "");
    (stays ? kept : replaced).add(stays ? part : id);
  }
  const parts = Map.groupBy(entries, ({ id }) => partOf(id));
  for (const part of kept) parts.delete(part);
  if (parts.size === 0 && replaced.size === 0) return;
  const { rooms } = gallery;
  await replacePieces(rooms, caller, {
    monthIndex: month.index,
    parts: new Map([...parts].map(([part, some]) => [part, some.toSorted(comparePlaced)])),
    replaced,
    isHeld: (transaction) => holdKnown(rooms.database, transaction, fresh),
  });
}
