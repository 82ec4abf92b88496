import { KEY_BYTES, NONCE_BYTES, openGcm, sealGcmInto, TAG_BYTES } from "./aes-gcm.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { randomBytes } from "./random.ts";

/**
 * Seals something small: nonce[12] || ciphertext || tag[16]. `associatedData` says what it is and where it
 * belongs, and must be given again to open it. Throws RangeError for a key that is not 32 bytes.
 */
export function sealSecret(key: Uint8Array, associatedData: string, plaintext: Uint8Array): Buffer {
  if (key.length !== KEY_BYTES) throw new RangeError("a key has 32 bytes");
  const sealed = Buffer.allocUnsafe(NONCE_BYTES + plaintext.length + TAG_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  sealed.set(nonce, 0);
  sealGcmInto(sealed, NONCE_BYTES, key, nonce, Buffer.from(associatedData), plaintext);
  return sealed;
}

/** The plaintext of sealSecret's bytes. Throws DecryptionFailed. */
export function openSecret(key: Uint8Array, associatedData: string, sealed: Uint8Array): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new DecryptionFailed();
  return openGcm(
    key,
    sealed.subarray(0, NONCE_BYTES),
    Buffer.from(associatedData),
    sealed.subarray(NONCE_BYTES),
  );
}
