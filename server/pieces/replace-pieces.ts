import type { Unlocked } from "../access/caller.ts";
import type { Rooms } from "../rooms.ts";
import { holdEpoch } from "../vault/hold-epoch.ts";
import { deletePieces, insertPiece, type PieceKey } from "./piece-store.ts";
import { type PieceEntry, sealPiece } from "./seal-piece.ts";

export interface NewPieces {
  readonly monthIndex: Uint8Array;
  /** By the first letter of their pictures' ids; "" for all of a month. In the order in which they are kept. */
  readonly parts: ReadonlyMap<string, readonly PieceEntry[]>;
  /** Ids of the pieces that they take the place of; what they hold may come from those. */
  readonly replaced: ReadonlySet<string>;
  /** Whether all that does not come from those is true still, and stays so until the transaction ends. */
  readonly isHeld: (transaction: Rooms["database"]["db"]) => Promise<boolean>;
}

/**
 * Seals new pieces of a month under the caller's vault key. Nothing is written where anything of them is not true any
 * more.
 * @throws AppError vault.locked when the vault key was replaced, session.required when the account is gone or disabled
 */
export async function replacePieces(
  rooms: Rooms,
  caller: Unlocked,
  { monthIndex, parts, replaced, isHeld }: NewPieces,
): Promise<void> {
  const pieces = [...parts].map(([part, entries]) => {
    const id = rooms.newId();
    const { sealedKey, sealedEntries } = sealPiece(caller, id, entries);
    const key: PieceKey = {
      id,
      account_id: caller.accountId,
      month_index: monthIndex,
      part,
      entries: entries.length,
      epoch: caller.vault.epoch,
      sealed_key: sealedKey,
    };
    return { key, sealedEntries };
  });
  await rooms.database.db.transaction().execute(async (transaction) => {
    await holdEpoch(transaction, caller);
    // What went into the new ones from a former one is true while that one is there.
    const deleted = await deletePieces(transaction, [...replaced]);
    if (deleted !== replaced.size || !(await isHeld(transaction))) return;
    for (const { key, sealedEntries } of pieces) await insertPiece(transaction, key, sealedEntries);
  });
}
