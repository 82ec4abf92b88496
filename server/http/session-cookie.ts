import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";

// The three cookies: the session, the mark of a browser that has signed in before, and what a browser that was
// sent to a provider comes back with.

export interface CookieRules {
  readonly secure: boolean;
  readonly lifetimeSeconds: number;
}

const TOKEN = /^[\w-]{43}$/;
const KNOWN_BROWSER_SECONDS = 400 * 86_400;
const PROVIDER_SECONDS = 600;

type Name = "safelight" | "safelight-browser" | "safelight-oidc";

/** The framework's request, or Node's. */
interface WithHeaders {
  readonly headers: IncomingHttpHeaders;
}

function nameOf(rules: CookieRules, name: Name): string {
  return rules.secure ? `__Host-${name}` : name;
}

function read(request: WithHeaders, name: string): string | null {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name) return value !== undefined && TOKEN.test(value) ? value : null;
  }
  return null;
}

function write(
  reply: FastifyReply,
  rules: CookieRules,
  name: string,
  value: string,
  seconds: number,
  sameSite: "Strict" | "Lax" = "Strict",
): void {
  const parts = [`${name}=${value}`, "Path=/", "HttpOnly", `SameSite=${sameSite}`, `Max-Age=${seconds}`];
  if (rules.secure) parts.push("Secure");
  reply.header("set-cookie", parts.join("; "));
}

/** The session token that the request presents; null when there is none of the right shape. */
export function readSessionToken(request: WithHeaders, rules: CookieRules): string | null {
  return read(request, nameOf(rules, "safelight"));
}

export function writeSessionToken(reply: FastifyReply, rules: CookieRules, token: string): void {
  write(reply, rules, nameOf(rules, "safelight"), token, rules.lifetimeSeconds);
}

export function clearSessionToken(reply: FastifyReply, rules: CookieRules): void {
  write(reply, rules, nameOf(rules, "safelight"), "", 0);
}

/** What a browser was given before it was sent to a provider. It alone comes along when the provider sends it back. */
export function readProviderToken(request: WithHeaders, rules: CookieRules): string | null {
  return read(request, nameOf(rules, "safelight-oidc"));
}

export function writeProviderToken(reply: FastifyReply, rules: CookieRules, token: string): void {
  write(reply, rules, nameOf(rules, "safelight-oidc"), token, PROVIDER_SECONDS, "Lax");
}

export function clearProviderToken(reply: FastifyReply, rules: CookieRules): void {
  write(reply, rules, nameOf(rules, "safelight-oidc"), "", 0, "Lax");
}

export function readBrowserToken(request: WithHeaders, rules: CookieRules): string | null {
  return read(request, nameOf(rules, "safelight-browser"));
}

export function writeBrowserToken(reply: FastifyReply, rules: CookieRules, token: string): void {
  write(reply, rules, nameOf(rules, "safelight-browser"), token, KNOWN_BROWSER_SECONDS);
}
