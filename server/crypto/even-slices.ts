export interface EvenSlices {
  /** Takes bytes; gives every slice that is now whole, valid until the caller's buffer changes. */
  take(bytes: Uint8Array): Uint8Array[];
  /** What is left over, fewer than `sizeBytes`. */
  rest(): Uint8Array;
}

/** Regroups a stream into slices of `sizeBytes`. A slice lying whole in one piece is a view of it, not a copy. */
export function evenSlices(sizeBytes: number): EvenSlices {
  const held = Buffer.allocUnsafe(sizeBytes);
  let heldBytes = 0;
  return {
    take(bytes) {
      const slices: Uint8Array[] = [];
      let at = 0;
      if (heldBytes > 0) {
        at = Math.min(sizeBytes - heldBytes, bytes.length);
        held.set(bytes.subarray(0, at), heldBytes);
        heldBytes += at;
        if (heldBytes < sizeBytes) return slices;
        slices.push(Buffer.from(held));
        heldBytes = 0;
      }
      for (; at + sizeBytes <= bytes.length; at += sizeBytes) slices.push(bytes.subarray(at, at + sizeBytes));
      held.set(bytes.subarray(at), 0);
      heldBytes = bytes.length - at;
      return slices;
    },
    rest: () => held.subarray(0, heldBytes),
  };
}
