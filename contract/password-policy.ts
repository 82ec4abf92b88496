import { LIMITS } from "./limits.ts";

// The rules a password is held to that need no dictionary: the same on both sides, so that the form
// can say what is missing before anything is sent. Guessability is judged by the server as well.

export type PasswordFault =
  | "too-short"
  | "too-long"
  | "needs-upper-case"
  | "needs-lower-case"
  | "needs-digit"
  | "needs-special"
  | "guessable"
  | "own-words";

/** What the `classic` policy misses in a password; empty when it is met. Length in code points after NFC. */
export function classicFaults(password: string): PasswordFault[] {
  const text = password.normalize("NFC");
  const length = Array.from(text).length;
  const faults: PasswordFault[] = [];
  if (length < LIMITS.passwordLengthClassic) faults.push("too-short");
  if (length > LIMITS.passwordLength) faults.push("too-long");
  if (!/\p{Lu}/u.test(text)) faults.push("needs-upper-case");
  if (!/\p{Ll}/u.test(text)) faults.push("needs-lower-case");
  if (!/\p{Nd}/u.test(text)) faults.push("needs-digit");
  // Neither letter nor digit. Marks belong to the letters they sit on.
  if (!/[^\p{L}\p{M}\p{Nd}]/u.test(text)) faults.push("needs-special");
  return faults;
}

/** What the `nist` policy misses: 15 or more of anything, or 12 where a second factor is asked for as well. */
export function nistFaults(password: string, hasFactor = false): PasswordFault[] {
  const length = Array.from(password.normalize("NFC")).length;
  const least = hasFactor ? LIMITS.passwordLengthNistWithFactor : LIMITS.passwordLengthNist;
  if (length < least) return ["too-short"];
  return length > LIMITS.passwordLength ? ["too-long"] : [];
}
