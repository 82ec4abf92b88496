// What a second factor leaves behind: TOTP secrets, which the server must read again and so seals, and backup
// codes, of which it keeps keyed hashes. Both under subkeys of the instance's credentials key.
import { CROCKFORD_BASE32, encodeBase32 } from "./base32.ts";
import { expand } from "./expand.ts";
import { hmacSha256 } from "./hmac.ts";
import { INFOS, infoFor } from "./infos.ts";
import { randomBytes } from "./random.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

/** As many bytes as HMAC-SHA-1 gives, which RFC 4226 recommends. */
const TOTP_SECRET_BYTES = 20;
const BACKUP_CODE_LETTERS = 10;

export interface TotpPlace {
  readonly accountId: string;
  readonly totpId: string;
}

/** A new TOTP secret, 20 bytes. */
export function newTotpSecret(): Buffer {
  return randomBytes(TOTP_SECRET_BYTES);
}

export function sealTotpSecret(credentialsKey: Uint8Array, place: TotpPlace, secret: Uint8Array): Buffer {
  return sealSecret(totpKey(credentialsKey), infoFor("totp", place), secret);
}

/** Throws DecryptionFailed. */
export function openTotpSecret(credentialsKey: Uint8Array, place: TotpPlace, sealed: Uint8Array): Buffer {
  return openSecret(totpKey(credentialsKey), infoFor("totp", place), sealed);
}

/** A new backup code: 50 random bits as two groups of five letters. */
export function newBackupCode(): string {
  const letters = encodeBase32(randomBytes(7), CROCKFORD_BASE32).slice(0, BACKUP_CODE_LETTERS);
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** The code's ten letters, however it was typed; null when it cannot be one. */
export function parseBackupCode(text: string): string | null {
  const letters = text
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(letters) ? letters : null;
}

/** What is kept of a backup code, 32 bytes. `letters` as parseBackupCode gives them. */
export function backupCodeHash(credentialsKey: Uint8Array, accountId: string, letters: string): Buffer {
  const key = expand(credentialsKey, INFOS["credentials/backup-codes"], 32);
  return hmacSha256(key, `${infoFor("backup-code", { accountId })}\0`, letters);
}

function totpKey(credentialsKey: Uint8Array): Buffer {
  return expand(credentialsKey, INFOS["credentials/totp"], 32);
}
