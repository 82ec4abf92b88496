// Recovery codes, as people write them down: 256 random bits in 52 Crockford letters, and 4 letters of checksum
// that tell a slip of the pen from a wrong code. The checksum is stored nowhere but in the code.
import { CROCKFORD_BASE32, decodeBase32, encodeBase32 } from "./base32.ts";
import { equalBytes, sha256 } from "./digest.ts";
import { INFOS } from "./infos.ts";
import { newKey } from "./random.ts";

const SECRET_LETTERS = 52;
const CHECK_LETTERS = 4;
// Far more than a code with a separator after every letter; longer text is not looked at.
const MAX_TEXT = 256;

/** A new code, and the 32 bytes that a recovery slot is made from. */
export function newRecoveryCode(): { readonly code: string; readonly secret: Buffer } {
  const secret = newKey();
  return { code: formatRecoveryCode(secret), secret };
}

/** The code of those 32 bytes: 14 groups of 4, joined by dashes. */
export function formatRecoveryCode(secret: Uint8Array): string {
  if (secret.length !== 32) throw new RangeError("a recovery secret has 32 bytes");
  const letters = encodeBase32(secret, CROCKFORD_BASE32) + checkLetters(secret);
  return letters.match(/.{4}/g)!.join("-");
}

/** The 32 bytes of a typed code, or null. Forgives case, spaces, dashes, O for 0 and I or L for 1. */
export function parseRecoveryCode(text: string): Buffer | null {
  if (text.length > MAX_TEXT) return null;
  const letters = text
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  if (letters.length !== SECRET_LETTERS + CHECK_LETTERS) return null;
  const secret = decodeBase32(letters.slice(0, SECRET_LETTERS), CROCKFORD_BASE32);
  if (secret === null) return null;
  const check = Buffer.from(letters.slice(SECRET_LETTERS));
  return equalBytes(check, Buffer.from(checkLetters(secret))) ? secret : null;
}

function checkLetters(secret: Uint8Array): string {
  const digest = sha256(Buffer.concat([Buffer.from(INFOS["recovery-checksum"]), secret]));
  return encodeBase32(digest, CROCKFORD_BASE32).slice(0, CHECK_LETTERS);
}
