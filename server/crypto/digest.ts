import { createHash, hash, timingSafeEqual } from "node:crypto";

/** SHA-256 of the bytes. 32 bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  return hash("sha256", bytes, "buffer");
}

export interface Sha256Hasher {
  update(bytes: Uint8Array): void;
  /** The 32 bytes; ends the hasher. */
  digest(): Buffer;
}

/** SHA-256 of bytes that arrive in pieces. */
export function sha256Hasher(): Sha256Hasher {
  const running = createHash("sha256");
  return {
    update(bytes) {
      running.update(bytes);
    },
    digest: () => running.digest(),
  };
}

/** Whether two byte strings are equal, in time that depends on their lengths alone. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
