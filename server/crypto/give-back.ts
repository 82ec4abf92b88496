const LEAST_BYTES = 4096;

/**
 * Frees bytes that nobody else has, now instead of when garbage is next looked for: they count as a burden of the whole
 * heap, which is walked when they have become many. Does nothing to a part of something larger. Whoever still has
 * them has no bytes afterwards: never while they are being written or read.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < LEAST_BYTES || buffer.byteLength !== byteLength) return;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
