import { hmacSha256 } from "./hmac.ts";
import { INFOS } from "./infos.ts";

/** What stands before the first record. */
export const AUDIT_CHAIN_START: Buffer = Buffer.alloc(32);

/** The link of a record: 32 bytes over the link before it and the record's bytes. */
export function auditLink(auditKey: Uint8Array, previous: Uint8Array, record: Uint8Array): Buffer {
  // The fixed length is what keeps previous and record apart.
  if (previous.length !== 32) throw new RangeError("a link has 32 bytes");
  return hmacSha256(auditKey, `${INFOS["audit-link"]}\0`, previous, record);
}

/** Stands in the chain for a personal value kept beside it; once value and salt (16 bytes or more) are erased, it says nothing. */
export function personalDigest(salt: Uint8Array, value: string | Uint8Array): Buffer {
  if (salt.length < 16) throw new RangeError("a salt has at least 16 bytes");
  return hmacSha256(salt, `${INFOS["audit-personal"]}\0`, value);
}
