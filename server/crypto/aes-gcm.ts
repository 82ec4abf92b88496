// AES-256-GCM with a 96-bit nonce and a 128-bit tag, the one cipher of the project. Only this file calls it;
// nonces and associated data are the business of sealed-secret.ts and blob-chunks.ts.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { DecryptionFailed } from "./decryption-failed.ts";

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

const CIPHER = "aes-256-gcm";
// Without a fixed length node takes any tag from 4 bytes up.
const TAG_LENGTH = { authTagLength: TAG_BYTES };

/** Writes ciphertext and tag (plaintext.length + 16 bytes) into `out` from `at` on. */
export function sealGcmInto(
  out: Buffer,
  at: number,
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array | null,
  plaintext: Uint8Array,
): void {
  const cipher = createCipheriv(CIPHER, key, nonce, TAG_LENGTH);
  if (associatedData !== null) cipher.setAAD(associatedData);
  out.set(cipher.update(plaintext), at);
  cipher.final();
  out.set(cipher.getAuthTag(), at + plaintext.length);
}

/** The plaintext of ciphertext || tag. Throws DecryptionFailed and then gives nothing of it. */
export function openGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array | null,
  sealed: Uint8Array,
): Buffer {
  if (key.length !== KEY_BYTES || nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) {
    throw new DecryptionFailed();
  }
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, TAG_LENGTH);
  if (associatedData !== null) decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    throw new DecryptionFailed();
  }
  return plaintext;
}
