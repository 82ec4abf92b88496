import * as z from "zod/mini";
import { LIMITS } from "./limits.ts";

// Fields that several subjects share.

const codePoints = (text: string) => Array.from(text).length;

/** Trimmed and lower-cased, as addresses are looked up. */
export const email = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.maxLength(LIMITS.emailLength),
    z.regex(/^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()[\]\\\p{Cc}]+\.[^\s@<>,;:"()[\]\\\p{Cc}.]+$/u),
  );

/** Not trimmed; length in code points after NFC. */
export const password = z.string().check(
  z.refine((text) => text.length > 0 && codePoints(text.normalize("NFC")) <= LIMITS.passwordLength, {
    error: "length",
  }),
);

export const displayName = z.string().check(
  z.trim(),
  z.refine((text) => codePoints(text) <= LIMITS.displayNameLength, { error: "length" }),
  z.regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u),
);

/** What a person calls something of theirs: one line, trimmed, of at most so many code points, nothing unseen. */
export function nameOf(length: number) {
  return z.string().check(
    z.trim(),
    z.minLength(1),
    z.refine((text) => codePoints(text) <= length, { error: "length" }),
    z.regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u),
  );
}

export const token = z.string().check(z.minLength(1), z.maxLength(LIMITS.tokenLength));

/** Six digits as an authenticator shows them; spaces between them are forgiven. */
export const totpCode = z.string().check(
  z.maxLength(16),
  z.refine((text) => /^\d{6}$/.test(text.replaceAll(/\s/g, "")), { error: "digits" }),
);

/** A backup code as typed; what is no code at all is simply wrong. */
export const backupCode = z.string().check(z.minLength(1), z.maxLength(64));

export const recoveryCode = z.string().check(z.minLength(1), z.maxLength(LIMITS.recoveryCodeLength));

/** An instant, ISO 8601 in UTC. */
export const instant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/));

/** Local wall time with its offset where known: `2024-06-01T18:30:00` or `…+02:00`. */
export const wallTime = z
  .string()
  .check(z.regex(/^\d{4}-(0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d([+-][0-1]\d:[0-5]\d)?$/));

/** A month of wall time: `2026-11`. */
export const month = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/));

/** How a list is asked for. */
export const page = {
  cursor: z.optional(z.string().check(z.maxLength(LIMITS.cursorLength))),
  limit: z._default(
    z.coerce.number().check(z.int(), z.minimum(1), z.maximum(LIMITS.pageItems)),
    LIMITS.pageItemsDefault,
  ),
};

/** A page of a list; `nextCursor` is null on the last one. */
export function listOf<S extends z.ZodMiniType>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) });
}
