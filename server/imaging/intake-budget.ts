// How much of what people send may lie in memory before it is cleaned. Bounded in all and per person, so that
// neither many at once nor one alone can fill the memory; a single file always finds room.

import { refuse } from "./image-refused.ts";

export interface IntakeBudget {
  /**
   * Sets room for so many bytes aside until it is released.
   * Throws ImageRefused ("decoders.busy") when there is none at the moment.
   */
  hold(ownerId: string, sizeBytes: number): IntakeHold;
}

export interface IntakeHold extends Disposable {
  /** Gives the room back; again is harmless. */
  release(): void;
}

/** @param maxBytes of all holds together; one person may have half of it. */
export function intakeBudget(maxBytes: number): IntakeBudget {
  const heldBy = new Map<string, number>();
  let heldBytes = 0;

  return {
    hold(ownerId, sizeBytes) {
      const own = heldBy.get(ownerId) ?? 0;
      const isOverAll = heldBytes > 0 && heldBytes + sizeBytes > maxBytes;
      const isOverShare = own > 0 && own + sizeBytes > maxBytes / 2;
      if (isOverAll || isOverShare) refuse("decoders.busy", "too many bytes are being received");
      heldBytes += sizeBytes;
      heldBy.set(ownerId, own + sizeBytes);
      let isHeld = true;
      const release = (): void => {
        if (!isHeld) return;
        isHeld = false;
        heldBytes -= sizeBytes;
        const left = (heldBy.get(ownerId) ?? 0) - sizeBytes;
        if (left > 0) heldBy.set(ownerId, left);
        else heldBy.delete(ownerId);
      };
      return { release, [Symbol.dispose]: release };
    },
  };
}
