import { setImmediate } from "node:timers/promises";
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
import { holdEpoch } from "../vault/hold-epoch.ts";
import { entryOf } from "./entry-of.ts";
import { deletePieces, insertPiece, listPieceKeys, listPieces, type PieceKey } from "./piece-store.ts";
import { pieceOpener, sealPiece } from "./seal-piece.ts";
import type { Entry } from "./vault-index.ts";

// All that can be found in a vault, read from sealed pieces where there are some, and from the pictures' details
// where there are none; these are then sealed into pieces for the next time.
//
// A piece that is there is true: whatever changes, trashes or destroys one of its pictures deletes its key in the same
// transaction. What came to its month since is not in it, which the number of pictures in the month tells.

/** A month with more pictures than this is sealed in parts, so that one change does not undo all of it. */
const MOST_IN_PIECE = 1000;
/** Entries that are read before others get their turn. */
const READ_AT_ONCE = 5000;

interface MonthPieces extends HeldMonth {
  readonly keys: readonly PieceKey[];
}

type OpenedPieces = ReadonlyMap<string, readonly Entry[]>;

const countOf = ({ keys }: MonthPieces): number => keys.reduce((sum, { entries }) => sum + entries, 0);
const isWhole = (month: MonthPieces): boolean => countOf(month) === month.count;

/**
 * What can be found of everything that is not in the trash, newest months first. What is damaged is left out. Gives
 * way to others in between.
 */
export async function* everyEntry(
  gallery: Gallery,
  caller: Unlocked,
): AsyncGenerator<readonly Entry[], void, void> {
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
  const { accountId, vault } = caller;
  const byMonth = new Map<string, PieceKey[]>();
  // Keys first: a picture that is added or restored meanwhile makes its month incomplete, and no piece too large.
  for (const key of await listPieceKeys(gallery.rooms.database.db, accountId, vault.epoch)) {
    const index = Buffer.from(key.month_index).toString("hex");
    const keys = byMonth.get(index);
    if (keys === undefined) byMonth.set(index, [key]);
    else keys.push(key);
  }
  const months = await listHeldMonths(gallery, caller);
  return months.map((month) => ({
    ...month,
    keys: byMonth.get(Buffer.from(month.index).toString("hex")) ?? [],
  }));
}

async function entriesOf(
  gallery: Gallery,
  caller: Unlocked,
  months: readonly MonthPieces[],
): Promise<Entry[]> {
  const all: Entry[] = [];
  const opened = await openPieces(
    gallery,
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

async function openPieces(
  gallery: Gallery,
  caller: Unlocked,
  keys: readonly PieceKey[],
): Promise<OpenedPieces> {
  const open = pieceOpener(caller);
  const opened = new Map<string, readonly Entry[]>();
  for (const some of inBatches(keys)) {
    const byId = new Map(some.map((key) => [key.id, key]));
    for (const { key_id: id, sealed_entries: sealed } of await listPieces(gallery.rooms.database.db, [
      ...byId.keys(),
    ])) {
      const key = byId.get(id)!;
      const entries = open(key, sealed);
      if (entries?.length === key.entries) opened.set(id, entries);
    }
    await setImmediate();
  }
  return opened;
}

function inBatches(keys: readonly PieceKey[]): PieceKey[][] {
  const batches: PieceKey[][] = [];
  let held = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    if (held + key.entries > READ_AT_ONCE) {
      batches.push([]);
      held = 0;
    }
    batches.at(-1)!.push(key);
    held += key.entries;
  }
  return batches;
}

/** Opens the pictures of a month that its pieces lack, and seals what it found. */
async function completeMonth(
  gallery: Gallery,
  caller: Unlocked,
  month: MonthPieces,
  opened: OpenedPieces,
): Promise<Entry[]> {
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
  readonly entries: readonly Entry[];
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
  const { accountId, vault } = caller;
  const pieces = [...parts].map(([part, some]) => {
    const id = rooms.newId();
    const { sealedKey, sealedEntries } = sealPiece(caller, id, some.toSorted(comparePlaced));
    const key: PieceKey = {
      id,
      account_id: accountId,
      month_index: month.index,
      part,
      entries: some.length,
      epoch: vault.epoch,
      sealed_key: sealedKey,
    };
    return { key, sealedEntries };
  });
  await rooms.database.db.transaction().execute(async (transaction) => {
    await holdEpoch(transaction, caller);
    // What went into the new ones from a former one is true while that one is there.
    const deleted = await deletePieces(transaction, [...replaced]);
    if (deleted !== replaced.size || !(await holdKnown(rooms.database, transaction, fresh))) return;
    for (const { key, sealedEntries } of pieces) await insertPiece(transaction, key, sealedEntries);
  });
}
