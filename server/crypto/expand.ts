import { hmacSha512 } from "./hmac.ts";

const HASH_BYTES = 64;
const MAX_BYTES = 255 * HASH_BYTES;

/**
 * HKDF-Expand with SHA-512 (RFC 5869, section 2.3). Written out because node's hkdf always extracts first.
 * `prk` must already be uniformly random. Throws RangeError outside 1..16320 bytes.
 */
export function expand(prk: Uint8Array, info: string | Uint8Array, lengthBytes: number): Buffer {
  if (!Number.isInteger(lengthBytes) || lengthBytes < 1 || lengthBytes > MAX_BYTES) {
    throw new RangeError("HKDF gives 1 to 16320 bytes");
  }
  let block = hmacSha512(prk, info, Uint8Array.of(1));
  if (lengthBytes <= HASH_BYTES) return block.subarray(0, lengthBytes);
  const okm = Buffer.allocUnsafe(lengthBytes);
  okm.set(block, 0);
  for (let at = HASH_BYTES, counter = 2; at < lengthBytes; at += HASH_BYTES, counter += 1) {
    block = hmacSha512(prk, block, info, Uint8Array.of(counter));
    block.copy(okm, at);
  }
  return okm;
}

/** HKDF-SHA512 whole (extract, then expand), for the places where a salt is named. */
export function hkdfSha512(input: {
  readonly ikm: Uint8Array;
  readonly salt: Uint8Array;
  readonly info: string | Uint8Array;
  readonly lengthBytes: number;
}): Buffer {
  return expand(hmacSha512(input.salt, input.ikm), input.info, input.lengthBytes);
}
