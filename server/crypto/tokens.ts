// Tokens: 32 random bytes that only their bearer keeps. The database has a hash to find them by; the key of a
// token's slot comes from the same bytes by another info (keyslots.ts), so the stored hash opens nothing.
import { hash } from "node:crypto";
import { expand } from "./expand.ts";
import { INFOS } from "./infos.ts";
import { randomBytes } from "./random.ts";

export type TokenKind =
  | "session"
  | "ticket"
  | "token"
  | "share"
  | "mail"
  | "browser"
  | "setup"
  | "oidc-browser"
  | "oidc-state";

// 43 letters hold 258 bits; the last one's two spare bits are zero, so that each token has one spelling.
const WELL_FORMED = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** A new token, base64url, 43 letters. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The 32 bytes of a token, or null when it is not one. */
export function tokenBytes(token: string | null | undefined): Buffer | null {
  return typeof token === "string" && WELL_FORMED.test(token) ? Buffer.from(token, "base64url") : null;
}

/** The 32 bytes a token is found by. Never throws: what is no token gets random bytes, which match nothing. */
export function tokenHash(kind: TokenKind, token: string | null | undefined): Buffer {
  const bytes = tokenBytes(token);
  return bytes === null ? randomBytes(32) : expand(bytes, INFOS[`token-id/${kind}`], 32);
}

/**
 * What a presented token is found by in this process' own memory, where nothing that could be presented lies: the
 * SHA-256 of its letters, a sixth of the work of `tokenHash`. It is stored nowhere.
 */
export function tokenMark(token: string): string {
  return hash("sha256", token, "base64url");
}
