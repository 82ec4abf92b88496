import { createHmac } from "node:crypto";

/** HMAC-SHA256 of the parts, joined without separators. 32 bytes. Strings count as UTF-8. */
export function hmacSha256(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  return hmac("sha256", key, parts);
}

/** HMAC-SHA512 of the parts, joined without separators. 64 bytes. Strings count as UTF-8. */
export function hmacSha512(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  return hmac("sha512", key, parts);
}

function hmac(hash: "sha256" | "sha512", key: Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac(hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
