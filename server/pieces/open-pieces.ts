import { setImmediate } from "node:timers/promises";
import type { Unlocked } from "../access/caller.ts";
import type { Rooms } from "../rooms.ts";
import { listPieceKeys, listPieces, type PieceKey } from "./piece-store.ts";
import { type PieceEntry, pieceOpener } from "./seal-piece.ts";

// A piece that is there is true: whatever changes, trashes or destroys one of its pictures deletes its key in the same
// transaction. What came to its month since is not in it, which the number of pictures in the month tells.
//
// In this order: keys, then the number of pictures in the month, then the pieces. A picture that comes in between makes
// its month incomplete, and one that goes takes its piece with it; so pieces that are all there, and hold as many as
// were counted, hold exactly what was counted.

/** A piece, before it is opened. */
export type Piece = Readonly<PieceKey>;

/** What was opened, by the ids of the pieces. */
export type OpenedPieces = ReadonlyMap<string, readonly PieceEntry[]>;

/** Entries that are read before others get their turn. */
const READ_AT_ONCE = 5000;

/** How a month is called in `piecesByMonth`. */
export function monthKeyOf(index: Uint8Array): string {
  return Buffer.from(index).toString("hex");
}

/** The pieces under the caller's vault key: of those months by their indexes, or of all. */
export async function piecesByMonth(
  { database }: Rooms,
  { accountId, vault }: Unlocked,
  months: readonly Uint8Array[] | "all",
): Promise<ReadonlyMap<string, readonly Piece[]>> {
  const keys = await listPieceKeys(database.db, accountId, vault.epoch, months);
  return Map.groupBy(keys, ({ month_index: index }) => monthKeyOf(index));
}

/** How many pictures are in the pieces. */
export function countEntries(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { entries }) => sum + entries, 0);
}

/** Opens those that are still there, and whole. Gives way to others in between. */
export async function openPieces(
  { database }: Rooms,
  caller: Unlocked,
  pieces: readonly Piece[],
): Promise<OpenedPieces> {
  const open = pieceOpener(caller);
  const opened = new Map<string, readonly PieceEntry[]>();
  for (const some of inBatches(pieces)) {
    const byId = new Map(some.map((piece) => [piece.id, piece]));
    for (const { key_id: id, sealed_entries: sealed } of await listPieces(database.db, [...byId.keys()])) {
      const piece = byId.get(id)!;
      const entries = open(piece, sealed);
      if (entries?.length === piece.entries) opened.set(id, entries);
    }
    await setImmediate();
  }
  return opened;
}

function inBatches(pieces: readonly Piece[]): Piece[][] {
  const batches: Piece[][] = [];
  let held = Number.POSITIVE_INFINITY;
  for (const piece of pieces) {
    if (held + piece.entries > READ_AT_ONCE) {
      batches.push([]);
      held = 0;
    }
    batches.at(-1)!.push(piece);
    held += piece.entries;
  }
  return batches;
}
