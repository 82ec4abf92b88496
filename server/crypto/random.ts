import { randomBytes as nodeRandomBytes } from "node:crypto";
import { encodeBase32, LOWER_BASE32 } from "./base32.ts";

/** `lengthBytes` bytes from the system's generator. */
export function randomBytes(lengthBytes: number): Buffer {
  return nodeRandomBytes(lengthBytes);
}

/** A new 32-byte key. */
export function newKey(): Buffer {
  return nodeRandomBytes(32);
}

const ID_BYTES = 16;
const IDS_AT_ONCE = 64;
let forIds: Buffer = Buffer.alloc(0);

/**
 * A new id: 128 random bits as 26 lower-case letters and digits (base32 of RFC 4648, no padding). Ids are no secrets
 * and each request has one, so the system is asked for many at once.
 */
export function newId(): string {
  if (forIds.length === 0) forIds = nodeRandomBytes(ID_BYTES * IDS_AT_ONCE);
  const id = encodeBase32(forIds.subarray(0, ID_BYTES), LOWER_BASE32);
  forIds = forIds.subarray(ID_BYTES);
  return id;
}
