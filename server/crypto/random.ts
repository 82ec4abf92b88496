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

/** A new id: 128 random bits as 26 lower-case letters and digits (base32 of RFC 4648, no padding). */
export function newId(): string {
  return encodeBase32(nodeRandomBytes(16), LOWER_BASE32);
}
