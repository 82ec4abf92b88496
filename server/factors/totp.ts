import { Secret, TOTP } from "otpauth";

// One-time codes by RFC 6238, as every authenticator app makes them: SHA-1, six digits, a new one each 30 seconds.

const PERIOD_SECONDS = 30;
/** How many steps a clock may be off, either way. */
const TOLERANCE = 1;

function totpOf(secret: Uint8Array, label: string): TOTP {
  return new TOTP({
    issuer: "Safelight",
    label,
    // A copy: the library keeps the whole buffer behind an array.
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
  });
}

/** What an app needs to know: the secret in base32 to type by hand, and the address that holds everything. */
export function totpForApp(secret: Uint8Array, label: string): { secret: string; uri: string } {
  const totp = totpOf(secret, label);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** The step (30 seconds, counted from 1970) whose code this is; null when it is not a code of these moments. */
export function totpStepOf(secret: Uint8Array, code: string, now: number): number | null {
  const token = code.replaceAll(/\s/g, "");
  const delta = totpOf(secret, "").validate({ token, timestamp: now, window: TOLERANCE });
  return delta === null ? null : Math.floor(now / (PERIOD_SECONDS * 1000)) + delta;
}
