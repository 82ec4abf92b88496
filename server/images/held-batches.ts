import { giveBack } from "../crypto/give-back.ts";
import type { Batches } from "./lent-body.ts";

const BATCH_PIECES = 16;
/** A client that has taken nothing for so long is slow, and pays by what is opened twice. */
const IDLE_MS = 1000;

/**
 * Batches of what is opened already, freed as they are taken. When the client takes nothing for a second the rest is let
 * go, and opened again when it goes on.
 * @param reopen gives what comes after so many bytes
 */
export function heldBatches(opened: readonly Buffer[], reopen: (fromBytes: number) => Batches): Batches {
  let held = opened;
  let givenBytes = 0;
  let later: Batches | null = null;

  const idle = setTimeout(() => {
    letGo();
    later = reopen(givenBytes);
  }, IDLE_MS).unref();

  function letGo(): void {
    clearTimeout(idle);
    for (const piece of held) giveBack(piece);
    held = [];
  }

  return {
    async next() {
      if (later !== null) return await later.next();
      const batch = held.slice(0, BATCH_PIECES);
      held = held.slice(BATCH_PIECES);
      for (const piece of batch) givenBytes += piece.length;
      if (held.length === 0) clearTimeout(idle);
      else idle.refresh();
      return batch.length === 0 ? null : batch;
    },
    async end() {
      letGo();
      await later?.end();
    },
  };
}
