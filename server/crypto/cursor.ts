import { DecryptionFailed } from "./decryption-failed.ts";
import { infoFor } from "./infos.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

export type CursorValue =
  | string
  | number
  | boolean
  | null
  | readonly CursorValue[]
  | { readonly [name: string]: CursorValue };

const MAX_TEXT = 4096;

/**
 * A place in a list as opaque text, base64url. Encrypted, not only signed: places hold dates. `scope` names the
 * list and whose it is, without "|" (RangeError); a cursor opens in its own scope only.
 */
export function sealCursor(cursorKey: Uint8Array, scope: string, value: CursorValue): string {
  const plaintext = Buffer.from(JSON.stringify(value));
  return sealSecret(cursorKey, infoFor("cursor", { scope }), plaintext).toString("base64url");
}

/** The value, or null for anything but a cursor of this instance and scope: it comes from outside. */
export function openCursor(cursorKey: Uint8Array, scope: string, text: string): unknown {
  if (text.length > MAX_TEXT || !/^[\w-]+$/.test(text)) return null;
  try {
    const plaintext = openSecret(cursorKey, infoFor("cursor", { scope }), Buffer.from(text, "base64url"));
    return JSON.parse(plaintext.toString()) as unknown;
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}
